package io.runpod.kafka.simulator.config;

import com.fasterxml.jackson.databind.JsonNode;
import io.runpod.kafka.simulator.EndpointOptions;
import io.runpod.kafka.simulator.Limits;
import io.runpod.kafka.simulator.Operation;
import io.runpod.kafka.simulator.Timing;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Reads an endpoint's options from JSON, for the configuration file and the admin API. All but
 * {@code name} is optional; a wrong value is an {@link IllegalArgumentException} that names it.
 */
public final class OptionsReader {

  private OptionsReader() {}

  /** The options; {@code faults} of the same object is read by {@link FaultReader}. */
  public static EndpointOptions read(JsonNode json) {
    Fields fields = new Fields("endpoint", json);
    EndpointOptions options =
        EndpointOptions.named(
            fields
                .text("name")
                .orElseThrow(() -> new IllegalArgumentException("endpoint.name is missing")));
    int workers = fields.count("workers").orElse(options.workers());
    options = options.workers(fields.count("minWorkers").orElse(workers), workers);
    options = options.concurrency(fields.count("concurrency").orElse(options.concurrency()));
    options = options.script(fields.take("script").orElse(options.script()));
    options = options.timedOutStatus(fields.flag("timedOutStatus").orElse(false));
    options = options.remembered(fields.count("remembered").orElse(options.remembered()));
    for (Timing timing : Timing.values()) {
      Optional<Long> time = fields.whole(timing.key());
      if (time.isPresent()) {
        options = options.time(timing, Duration.ofMillis(time.get()));
      }
    }
    Optional<JsonNode> limits = fields.take("limits");
    if (limits.isPresent()) {
      options = options.limits(limits(limits.get()));
    }
    fields.take("faults");
    fields.end();
    return options;
  }

  /** {@code "none"}, {@code "documented"}, or an object that changes the documented limits. */
  public static Limits limits(JsonNode json) {
    if (json.isTextual()) {
      return switch (json.textValue()) {
        case "none" -> Limits.none();
        case "documented" -> Limits.documented();
        default -> throw new IllegalArgumentException("limits must be none or documented");
      };
    }
    Fields fields = new Fields("limits", json);
    Limits limits = Limits.documented();
    limits = fields.flag("concurrency").orElse(false) ? limits.withConcurrency() : limits;
    limits = fields.flag("queueRule").orElse(false) ? limits.withQueueRule() : limits;
    limits = fields.flag("retryAfter").orElse(false) ? limits.withRetryAfter() : limits;
    Optional<JsonNode> rates = fields.take("per10s");
    fields.end();
    if (rates.isPresent()) {
      for (Map.Entry<String, JsonNode> rate : rates.get().properties()) {
        Operation operation = operation(rate.getKey());
        int perWorker =
            Optional.ofNullable(limits.rates().get(operation.quota()))
                .map(Limits.Rate::perWorker)
                .orElse(0);
        limits = limits.rate(operation, rate.getValue().asInt(), perWorker);
      }
    }
    return limits;
  }

  static Operation operation(String path) {
    return Operation.ofPath(path)
        .orElseThrow(() -> new IllegalArgumentException("no operation " + path));
  }
}
