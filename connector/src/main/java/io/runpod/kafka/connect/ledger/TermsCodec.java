package io.runpod.kafka.connect.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.runpod.kafka.connect.job.JobTerms;
import java.time.Duration;
import java.util.Optional;

/** The JSON of a job's terms: only what differs from {@link JobTerms#NONE} is written. */
final class TermsCodec {
  private TermsCodec() {}

  static void write(JobTerms terms, ObjectNode submitted) {
    if (terms.equals(JobTerms.NONE)) {
      return;
    }
    ObjectNode json = submitted.putObject("terms");
    terms.ttl().ifPresent(ttl -> json.put("ttl", ttl.toMillis()));
    terms.queueTimeout().ifPresent(timeout -> json.put("queueTimeout", timeout.toMillis()));
    terms.runTimeout().ifPresent(timeout -> json.put("runTimeout", timeout.toMillis()));
    terms.streamed().ifPresent(streamed -> json.put("streamed", streamed));
    if (terms.autoRetries() > 0) {
      json.put("autoRetries", terms.autoRetries());
    }
    if (terms.sync()) {
      json.put("sync", true);
    }
  }

  static JobTerms read(JsonNode submitted) {
    JsonNode json = submitted.get("terms");
    if (json == null) {
      return JobTerms.NONE;
    }
    return new JobTerms(
        millis(json, "ttl"),
        millis(json, "queueTimeout"),
        millis(json, "runTimeout"),
        Math.max(0, json.path("autoRetries").asInt()),
        Optional.ofNullable(json.get("streamed")).map(JsonNode::asBoolean),
        json.path("sync").asBoolean());
  }

  private static Optional<Duration> millis(JsonNode json, String name) {
    return Optional.ofNullable(json.get(name)).map(value -> Duration.ofMillis(value.asLong()));
  }
}
