package io.runpod.kafka.connect.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.runpod.kafka.connect.job.EndpointId;
import io.runpod.kafka.connect.job.JobAnswer;
import io.runpod.kafka.connect.job.JobId;
import io.runpod.kafka.connect.ledger.HandoverEntry.ReaderHandedOver;
import io.runpod.kafka.connect.ledger.HandoverEntry.ReaderLeft;
import io.runpod.kafka.connect.ledger.HandoverEntry.ReaderTook;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The JSON of what readers of streams tell each other. */
final class HandoverCodec {
  private HandoverCodec() {}

  static void write(HandoverEntry handover, ObjectNode json) {
    json.put("epoch", handover.epoch());
    if (handover instanceof ReaderTook took) {
      json.put("reader", "took");
      writeEndpoints(took.endpoints(), json);
    } else if (handover instanceof ReaderLeft left) {
      json.put("reader", "left");
      writeEndpoints(left.endpoints(), json);
      ArrayNode cut = json.putArray("cutReads");
      left.cutReads().forEach(job -> cut.add(job.value()));
    } else if (handover instanceof ReaderHandedOver over) {
      json.put("reader", "handed-over")
          .put("jobId", over.job().value())
          .put("attempt", over.attempt())
          .put("sequence", over.sequence())
          .put("gapBefore", over.gapBefore());
      over.retries().ifPresent(count -> json.put("retries", count));
      ArrayNode chunks = json.putArray("chunks");
      for (JobAnswer.Chunk chunk : over.chunks()) {
        ObjectNode one = chunks.addObject().put("bytes", chunk.outputBytes());
        chunk.output().ifPresent(text -> one.put("output", text));
        chunk.metrics().ifPresent(text -> one.put("metrics", text));
      }
    }
  }

  /** Nothing, as null, for a form that is unknown here. */
  static LedgerEntry read(JsonNode json) {
    long epoch = json.path("epoch").asLong();
    return switch (json.path("reader").asText()) {
      case "took" -> new ReaderTook(epoch, readEndpoints(json));
      case "left" -> {
        List<JobId> cut = new ArrayList<>();
        json.path("cutReads").forEach(id -> cut.add(new JobId(id.asText())));
        yield new ReaderLeft(epoch, readEndpoints(json), cut);
      }
      case "handed-over" -> {
        List<JobAnswer.Chunk> chunks = new ArrayList<>();
        for (JsonNode one : json.path("chunks")) {
          chunks.add(
              new JobAnswer.Chunk(
                  Optional.ofNullable(one.get("output")).map(JsonNode::asText),
                  Optional.ofNullable(one.get("metrics")).map(JsonNode::asText),
                  one.path("bytes").asLong()));
        }
        yield new ReaderHandedOver(
            epoch,
            new JobId(json.path("jobId").asText()),
            json.path("attempt").asInt(1),
            json.path("sequence").asLong(),
            json.path("gapBefore").asBoolean(),
            Optional.ofNullable(json.get("retries")).map(JsonNode::asInt),
            chunks);
      }
      default -> null;
    };
  }

  private static void writeEndpoints(Set<EndpointId> endpoints, ObjectNode json) {
    ArrayNode names = json.putArray("endpoints");
    endpoints.stream().map(EndpointId::value).sorted().forEach(names::add);
  }

  private static Set<EndpointId> readEndpoints(JsonNode json) {
    Set<EndpointId> endpoints = new HashSet<>();
    json.path("endpoints").forEach(name -> endpoints.add(new EndpointId(name.asText())));
    return endpoints;
  }
}
