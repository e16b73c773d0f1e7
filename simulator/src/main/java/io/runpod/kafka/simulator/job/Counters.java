package io.runpod.kafka.simulator.job;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The counters behind {@code /health}, since the endpoint was created. Owned by its lock. */
final class Counters {

  long completed;
  long failed;
  long retried;
  long inProgress;

  ObjectNode health(Backlog backlog, Crew crew, RemoteWorkers remote) {
    int idle = crew.idle() + remote.size() - remote.running();
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.putObject("jobs")
        .put("completed", completed)
        .put("failed", failed)
        .put("inProgress", inProgress)
        .put("inQueue", backlog.size())
        .put("retried", retried);
    body.putObject("workers")
        .put("idle", idle)
        .put("initializing", crew.starting())
        .put("ready", idle)
        .put("running", crew.running() + remote.running())
        .put("throttled", crew.throttled())
        .put("unhealthy", crew.unhealthy());
    return body;
  }
}
