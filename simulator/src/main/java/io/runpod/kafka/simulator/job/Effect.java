package io.runpod.kafka.simulator.job;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.Consumer;

/** Something the shell has to do after a call, outside the endpoint's lock. */
public sealed interface Effect {

  /** Send {@code answer} to a call that waited. */
  record Reply(Consumer<Answer> to, Answer answer) implements Effect {}

  /**
   * POST {@code body} to {@code url} and report the answer's code back.
   *
   * @param attempt 0 for the first try
   */
  record Webhook(String url, JsonNode body, String jobId, int attempt) implements Effect {}
}
