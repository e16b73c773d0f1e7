package io.runpod.kafka.simulator.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.runpod.kafka.simulator.Faults;
import io.runpod.kafka.simulator.JobTruth;
import io.runpod.kafka.simulator.Operation;
import io.runpod.kafka.simulator.RequestCounts;
import java.util.List;

/** The truth as JSON. */
final class TruthJson {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private TruthJson() {}

  static ObjectNode job(JobTruth job) {
    ObjectNode body = NODES.objectNode();
    body.put("id", job.id()).put("status", job.status().name()).put("gone", job.isGone());
    body.put("dispatches", job.dispatches());
    ArrayNode states = body.putArray("states");
    job.states()
        .forEach(
            change ->
                states
                    .addObject()
                    .put("state", change.state().name())
                    .put("at", change.at().toString()));
    body.set("input", job.input());
    body.putArray("chunks").addAll(job.chunks());
    ArrayNode byDispatch = body.putArray("chunksByDispatch");
    job.chunksByDispatch().forEach(byDispatch::add);
    ArrayNode handedOut = body.putArray("handedOut");
    job.handedOut().forEach(chunks -> handedOut.addArray().addAll(chunks));
    job.output().ifPresent(output -> body.set("output", output));
    job.error().ifPresent(error -> body.put("error", error));
    ArrayNode webhooks = body.putArray("webhookAnswers");
    job.webhookAnswers().forEach(webhooks::add);
    return body;
  }

  static ObjectNode requests(RequestCounts counts) {
    ObjectNode body = NODES.objectNode();
    for (Operation operation : counts.perSecond().keySet()) {
      ObjectNode one = body.putObject(operation.path());
      ObjectNode byCode = one.putObject("byCode");
      counts
          .byCode()
          .get(operation)
          .forEach((code, count) -> byCode.put(Integer.toString(code), count));
      one.put("highestConcurrency", counts.highestConcurrency(operation));
      ObjectNode perSecond = one.putObject("perSecond");
      counts
          .perSecond(operation)
          .forEach((second, count) -> perSecond.put(second.toString(), count));
    }
    return body;
  }

  static JsonNode faults(List<Faults.Hits> hits) {
    ArrayNode body = NODES.arrayNode();
    for (Faults.Hits hit : hits) {
      ObjectNode one = body.addObject();
      ArrayNode on = one.putArray("on");
      hit.fault().operations().stream().map(Operation::path).sorted().forEach(on::add);
      one.put("do", hit.fault().what().toString()).put("hits", hit.count());
    }
    return body;
  }
}
