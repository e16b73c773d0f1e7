package io.runpod.kafka.simulator.config;

import com.fasterxml.jackson.databind.JsonNode;
import io.runpod.kafka.simulator.Fault;
import io.runpod.kafka.simulator.Operation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a fault from JSON: {@code {"on": ["run"], "do": "refuse", "code": 503, "times": 3}}. {@code
 * on} is a list of operations or {@code "all"}; {@code skip}, {@code times} and {@code rate} are
 * optional, {@code ms} goes with the faults that take time.
 */
public final class FaultReader {

  private FaultReader() {}

  /** A list of faults; a missing one is empty. */
  public static List<Fault> readAll(JsonNode json) {
    if (!json.isArray() && !json.isMissingNode()) {
      throw new IllegalArgumentException("faults must be a list");
    }
    return json.valueStream().map(FaultReader::read).toList();
  }

  /** The fault; a wrong value is an {@link IllegalArgumentException} that names it. */
  public static Fault read(JsonNode json) {
    Fields fields = new Fields("fault", json);
    Fault fault = operations(fields.take("on").orElse(json.path("on")));
    String what =
        fields.text("do").orElseThrow(() -> new IllegalArgumentException("fault.do is missing"));
    fault = what(fault, what, fields);
    fault = fault.skip(fields.count("skip").orElse(0));
    fault = fault.times(fields.count("times").orElse(Integer.MAX_VALUE));
    fault = fault.rate(fields.decimal("rate").orElse(1.0));
    fields.end();
    return fault;
  }

  private static Fault what(Fault fault, String what, Fields fields) {
    return switch (what) {
      case "refuse" -> refuse(fault, fields);
      case "latency" -> fault.latency(time(fields));
      case "answer-after" -> fault.answerAfter(time(fields));
      case "slow-body" -> fault.slowBody(time(fields));
      case "clock-jump" -> fault.jumpClock(time(fields));
      case "cut" -> fault.cutConnection();
      case "lose-answer" -> fault.loseAnswer();
      case "never-answer" -> fault.neverAnswer();
      case "truncate" -> fault.truncateBody();
      case "wrong-json" -> fault.wrongJson();
      default ->
          throw new IllegalArgumentException(
              "fault.do must be refuse, latency, answer-after, slow-body, clock-jump, cut, lose-answer,"
                  + " never-answer, truncate or wrong-json");
    };
  }

  private static Fault refuse(Fault fault, Fields fields) {
    int code = fields.count("code").orElse(503);
    if (code < 300 || code > 599) {
      throw new IllegalArgumentException("fault.code must be from 300 to 599");
    }
    if (code == 429) {
      return fault.tooManyRequests(fields.count("retryAfterSeconds").orElse(0));
    }
    return fields
        .text("body")
        .map(
            body ->
                fault.httpStatus(code, fields.text("contentType").orElse("application/json"), body))
        .orElseGet(() -> fault.httpStatus(code));
  }

  private static Duration time(Fields fields) {
    return Duration.ofMillis(
        fields.whole("ms").orElseThrow(() -> new IllegalArgumentException("fault.ms is missing")));
  }

  private static Fault operations(JsonNode on) {
    if (on.isTextual() && on.textValue().equals("all")) {
      return Fault.onAll();
    }
    List<Operation> operations = new ArrayList<>();
    on.forEach(one -> operations.add(OptionsReader.operation(one.asText())));
    if (operations.isEmpty()) {
      throw new IllegalArgumentException("fault.on must be \"all\" or a list of operations");
    }
    return Fault.on(operations.get(0), operations.toArray(Operation[]::new));
  }
}
