package io.runpod.kafka.connect.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.runpod.kafka.connect.job.EndpointId;
import io.runpod.kafka.connect.job.JobId;
import io.runpod.kafka.connect.job.RequestRef;
import io.runpod.kafka.connect.ledger.CommandEntry.Cancelled;
import io.runpod.kafka.connect.ledger.CommandEntry.Purged;
import io.runpod.kafka.connect.ledger.CommandEntry.Retried;
import io.runpod.kafka.connect.ledger.CommandEntry.RetryRefused;
import io.runpod.kafka.connect.ledger.CommandEntry.Retrying;
import java.time.Instant;
import java.util.Optional;

/** The JSON of what became of commands, behind the coordinates that all entries share. */
final class CommandCodec {
  private CommandCodec() {}

  static String kind(CommandEntry command) {
    if (command instanceof Cancelled) {
      return LedgerKind.CANCELLED;
    } else if (command instanceof Retrying) {
      return LedgerKind.RETRYING;
    } else if (command instanceof Retried) {
      return LedgerKind.RETRIED;
    } else if (command instanceof RetryRefused) {
      return LedgerKind.RETRY_REFUSED;
    } else if (command instanceof Purged) {
      return LedgerKind.PURGED;
    }
    throw new IllegalStateException("no kind for " + command);
  }

  static void write(CommandEntry command, ObjectNode json) {
    json.put("endpointId", command.endpoint().value());
    if (command instanceof Purged purged) {
      json.put("removed", purged.removed());
    } else if (command instanceof CommandEntry.OfJob ofJob) {
      json.put("jobId", ofJob.job().value());
    }
    if (command instanceof Retried retried) {
      retried.status().ifPresent(body -> json.put("status", body));
    } else if (command instanceof RetryRefused refused) {
      json.put("reason", refused.reason());
    }
  }

  static Optional<LedgerEntry> read(JsonNode json) {
    String kind = json.path("kind").asText();
    EndpointId endpoint = new EndpointId(json.path("endpointId").asText());
    String connector = json.path("connector").asText();
    RequestRef request = LedgerCodec.readRequest(json);
    Instant at = LedgerCodec.readInstant(json);
    if (kind.equals(LedgerKind.PURGED)) {
      return Optional.of(
          new Purged(endpoint, connector, request, at, json.path("removed").asLong()));
    }
    String jobId = json.path("jobId").asText();
    if (jobId.isBlank()) {
      return Optional.empty();
    }
    JobId job = new JobId(jobId);
    return Optional.ofNullable(
        switch (kind) {
          case LedgerKind.CANCELLED -> new Cancelled(job, endpoint, connector, request, at);
          case LedgerKind.RETRYING -> new Retrying(job, endpoint, connector, request, at);
          case LedgerKind.RETRIED ->
              new Retried(
                  job,
                  endpoint,
                  connector,
                  request,
                  at,
                  Optional.ofNullable(json.get("status")).map(JsonNode::asText));
          case LedgerKind.RETRY_REFUSED ->
              new RetryRefused(job, endpoint, connector, request, at, json.path("reason").asText());
          default -> null;
        });
  }
}
