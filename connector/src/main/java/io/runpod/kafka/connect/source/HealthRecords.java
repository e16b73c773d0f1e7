package io.runpod.kafka.connect.source;

import io.runpod.kafka.connect.job.EndpointId;
import io.runpod.kafka.connect.job.Health;
import io.runpod.kafka.connect.ledger.CommandEntry;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import org.apache.kafka.connect.data.Struct;

/** What there is to tell of an endpoint itself, as records of its health topic. */
final class HealthRecords {
  private final String topic;

  HealthRecords(String topic) {
    this.topic = topic;
  }

  OutputRecord reading(EndpointId endpoint, Health health, Instant now) {
    Struct jobs =
        new Struct(RecordSchemas.JOB_COUNTS)
            .put("completed", health.completed())
            .put("failed", health.failed())
            .put("inProgress", health.inProgress())
            .put("inQueue", health.inQueue())
            .put("retried", health.retried());
    Struct workers =
        new Struct(RecordSchemas.WORKER_COUNTS)
            .put("idle", health.idle())
            .put("initializing", health.initializing())
            .put("ready", health.ready())
            .put("running", health.running())
            .put("throttled", health.throttled())
            .put("unhealthy", health.unhealthy());
    Struct value =
        new Struct(RecordSchemas.ENDPOINT_HEALTH)
            .put("endpointId", endpoint.value())
            .put("observedAt", Date.from(now))
            .put("jobs", jobs)
            .put("workers", workers);
    return new OutputRecord(
        topic,
        endpoint.value(),
        value,
        now,
        "health/" + endpoint + "/" + now.toEpochMilli(),
        Map.of());
  }

  OutputRecord purged(CommandEntry.Purged purged) {
    Struct value =
        new Struct(RecordSchemas.ENDPOINT_HEALTH)
            .put("endpointId", purged.endpoint().value())
            .put("observedAt", Date.from(purged.at()))
            .put("removed", purged.removed());
    return new OutputRecord(
        topic,
        purged.endpoint().value(),
        value,
        purged.at(),
        "purged/" + purged.endpoint() + "/" + purged.at().toEpochMilli(),
        Map.of());
  }
}
