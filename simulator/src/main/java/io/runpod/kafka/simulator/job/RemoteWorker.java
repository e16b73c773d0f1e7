package io.runpod.kafka.simulator.job;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** What is known of one real worker. Owned by the endpoint's lock. */
final class RemoteWorker {

  final String id;
  final Map<String, Job> jobs = new LinkedHashMap<>();

  /** Jobs it should stop and has not been told of yet. */
  final List<String> toStop = new ArrayList<>();

  Optional<Consumer<Answer>> stopListener = Optional.empty();
  long lastHeard;

  /** It sends pings, so a job they do not name is one it does not have. */
  boolean pings;

  /** It is just reporting the end of a job, and need not be told to stop it. */
  boolean reporting;

  RemoteWorker(String id) {
    this.id = id;
  }

  Answer takeStops() {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    ArrayNode ids = body.putArray("jobsToStop");
    toStop.forEach(ids::add);
    toStop.clear();
    stopListener = Optional.empty();
    return Answer.ok(body);
  }
}
