package io.runpod.kafka.simulator.job;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The counters behind {@code /health}, since the endpoint was created. Owned by its lock. */
final class Counters {

  long completed;
  long failed;
  long retried;
  long inProgress;

  ObjectNode health(Backlog backlog, Crew crew) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.putObject("jobs")
        .put("completed", completed)
        .put("failed", failed)
        .put("inProgress", inProgress)
        .put("inQueue", backlog.size())
        .put("retried", retried);
    body.putObject("workers")
        .put("idle", crew.idle())
        .put("initializing", crew.starting())
        .put("ready", crew.idle())
        .put("running", crew.running())
        .put("throttled", 0)
        .put("unhealthy", 0);
    return body;
  }
}
