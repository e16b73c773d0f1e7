package io.runpod.kafka.simulator.job;

import java.util.function.Consumer;

/** Something the shell has to do after a call, outside the endpoint's lock. */
public sealed interface Effect {

  /** Send {@code answer} to a call that waited. */
  record Reply(Consumer<Answer> to, Answer answer) implements Effect {}
}
