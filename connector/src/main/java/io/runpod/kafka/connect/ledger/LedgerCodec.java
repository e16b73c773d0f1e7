package io.runpod.kafka.connect.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.runpod.kafka.connect.job.EndpointId;
import io.runpod.kafka.connect.job.JobId;
import io.runpod.kafka.connect.job.RequestRef;
import io.runpod.kafka.connect.ledger.LedgerEntry.Carried;
import io.runpod.kafka.connect.ledger.LedgerEntry.Finished;
import io.runpod.kafka.connect.ledger.LedgerEntry.Intent;
import io.runpod.kafka.connect.ledger.LedgerEntry.Nudge;
import io.runpod.kafka.connect.ledger.LedgerEntry.Refused;
import io.runpod.kafka.connect.ledger.LedgerEntry.Reset;
import io.runpod.kafka.connect.ledger.LedgerEntry.Submitted;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/**
 * Ledger entries as plain JSON, readable with any console consumer. Every value names its version
 * and kind; unknown fields are ignored, so that an older reader understands a newer writer.
 */
final class LedgerCodec {
  static final int VERSION = 1;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private LedgerCodec() {}

  static String kind(LedgerEntry entry) {
    if (entry instanceof Submitted) {
      return LedgerKind.SUBMITTED;
    } else if (entry instanceof Finished) {
      return LedgerKind.FINISHED;
    } else if (entry instanceof Carried) {
      return LedgerKind.CARRIED;
    } else if (entry instanceof Intent) {
      return LedgerKind.INTENT;
    } else if (entry instanceof Refused) {
      return LedgerKind.REFUSED;
    } else if (entry instanceof Reset) {
      return LedgerKind.RESET;
    } else if (entry instanceof Nudge) {
      return LedgerKind.NUDGE;
    } else if (entry instanceof HandoverEntry) {
      return LedgerKind.HANDOVER;
    } else if (entry instanceof CommandEntry command) {
      return CommandCodec.kind(command);
    }
    throw new IllegalStateException("no kind for " + entry);
  }

  static byte[] encode(LedgerEntry entry) {
    ObjectNode json = MAPPER.createObjectNode();
    json.put("version", VERSION).put("kind", kind(entry));
    if (entry instanceof Submitted submitted) {
      writeSubmitted(submitted, json);
    } else if (entry instanceof Finished finished) {
      writeSubmitted(finished.submitted(), json);
      finished.status().ifPresent(status -> json.put("status", status));
    } else if (entry instanceof Carried carried) {
      writeSubmitted(carried.submitted(), json);
      json.put("from", carried.from()).put("carriedAt", carried.at().toEpochMilli());
    } else if (entry instanceof Intent intent) {
      writeRequest(intent, intent.at(), json);
    } else if (entry instanceof Refused refused) {
      writeRequest(refused, refused.at(), json);
    } else if (entry instanceof Reset reset) {
      json.put("connector", reset.connector()).put("at", reset.at().toEpochMilli());
      reset.input().ifPresent(of -> json.put("topic", of.topic()).put("partition", of.partition()));
    } else if (entry instanceof Nudge nudge) {
      json.put("jobId", nudge.job().value());
    } else if (entry instanceof HandoverEntry handover) {
      HandoverCodec.write(handover, json);
    } else if (entry instanceof CommandEntry command) {
      writeRequest(command, command.at(), json);
      CommandCodec.write(command, json);
    }
    try {
      return MAPPER.writeValueAsBytes(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The entry of a value; nothing for a kind that is unknown here. */
  static Optional<LedgerEntry> decode(byte[] value) throws IOException {
    JsonNode json = MAPPER.readTree(value);
    return Optional.ofNullable(
        switch (json.path("kind").asText()) {
          case LedgerKind.SUBMITTED -> readSubmitted(json);
          case LedgerKind.FINISHED ->
              new Finished(
                  readSubmitted(json),
                  Optional.ofNullable(json.get("status")).map(JsonNode::asText));
          case LedgerKind.CARRIED ->
              new Carried(
                  readSubmitted(json),
                  json.path("from").asLong(),
                  Instant.ofEpochMilli(json.path("carriedAt").asLong()));
          case LedgerKind.INTENT ->
              new Intent(json.path("connector").asText(), readRequest(json), readInstant(json));
          case LedgerKind.REFUSED ->
              new Refused(json.path("connector").asText(), readRequest(json), readInstant(json));
          case LedgerKind.RESET ->
              new Reset(json.path("connector").asText(), readInput(json), readInstant(json));
          case LedgerKind.NUDGE -> new Nudge(new JobId(json.path("jobId").asText()));
          case LedgerKind.HANDOVER -> HandoverCodec.read(json);
          default -> CommandCodec.read(json).orElse(null);
        });
  }

  private static void writeSubmitted(Submitted submitted, ObjectNode json) {
    json.put("jobId", submitted.job().value())
        .put("endpointId", submitted.endpoint().value())
        .put("submittedAt", submitted.submittedAt().toEpochMilli());
    writeRequest(submitted, submitted.submittedAt(), json);
    if (!submitted.headers().isEmpty()) {
      ObjectNode headers = json.putObject("headers");
      submitted.headers().forEach(headers::put);
    }
    TermsCodec.write(submitted.terms(), json);
  }

  private static Submitted readSubmitted(JsonNode json) {
    Map<String, String> headers = new LinkedHashMap<>();
    json.path("headers").properties().forEach(e -> headers.put(e.getKey(), e.getValue().asText()));
    return new Submitted(
        new JobId(json.path("jobId").asText()),
        new EndpointId(name(json.path("endpointId"))),
        json.path("connector").asText(),
        readRequest(json),
        Instant.ofEpochMilli(json.path("submittedAt").asLong()),
        headers.isEmpty() ? Map.of() : headers,
        TermsCodec.read(json));
  }

  private static void writeRequest(LedgerEntry.OfRequest entry, Instant at, ObjectNode json) {
    RequestRef request = entry.request();
    json.put("connector", entry.connector()).put("at", at.toEpochMilli());
    ObjectNode ref = json.putObject("request");
    ref.put("topic", request.topic())
        .put("partition", request.partition())
        .put("offset", request.offset())
        .put("timestamp", request.timestamp());
    request.key().ifPresent(key -> ref.put("key", key));
  }

  static RequestRef readRequest(JsonNode json) {
    JsonNode ref = json.path("request");
    return new RequestRef(
        name(ref.path("topic")),
        ref.path("partition").asInt(),
        ref.path("offset").asLong(),
        ref.path("timestamp").asLong(RequestRef.NO_TIMESTAMP),
        Optional.ofNullable(ref.get("key")).map(JsonNode::asText));
  }

  /** A name that comes again in entry after entry: a hundred thousand live jobs share one. */
  private static String name(JsonNode json) {
    return json.asText().intern();
  }

  private static Optional<TopicPartition> readInput(JsonNode json) {
    return Optional.ofNullable(json.get("topic"))
        .map(topic -> new TopicPartition(topic.asText(), json.path("partition").asInt()));
  }

  static Instant readInstant(JsonNode json) {
    return Instant.ofEpochMilli(json.path("at").asLong());
  }
}
