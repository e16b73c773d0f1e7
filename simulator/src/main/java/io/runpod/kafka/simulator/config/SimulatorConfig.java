package io.runpod.kafka.simulator.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.runpod.kafka.simulator.EndpointOptions;
import io.runpod.kafka.simulator.Fault;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A configuration file: one JSON object, every key optional. Immutable.
 *
 * @param faults the fault rules of each endpoint, by its name
 */
public record SimulatorConfig(
    Optional<String> host,
    Optional<Integer> port,
    Optional<String> apiKey,
    Optional<Double> speed,
    Optional<Long> seed,
    List<EndpointOptions> endpoints,
    Map<String, List<Fault>> faults) {

  /** No file. */
  public static final SimulatorConfig EMPTY =
      new SimulatorConfig(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          List.of(),
          Map.of());

  public SimulatorConfig {
    endpoints = List.copyOf(endpoints);
    faults = Map.copyOf(faults);
  }

  /**
   * Reads a file.
   *
   * @throws IOException if it cannot be read or is not JSON
   * @throws IllegalArgumentException if a value is wrong; the message names it
   */
  public static SimulatorConfig read(Path file) throws IOException {
    return read(new JsonMapper().readTree(file.toFile()));
  }

  static SimulatorConfig read(JsonNode json) {
    Fields fields = new Fields("config", json);
    List<EndpointOptions> endpoints = new ArrayList<>();
    Map<String, List<Fault>> faults = new LinkedHashMap<>();
    for (JsonNode endpoint : fields.take("endpoints").orElse(MissingNode.getInstance())) {
      EndpointOptions options = OptionsReader.read(endpoint);
      endpoints.add(options);
      faults.put(options.name(), FaultReader.readAll(endpoint.path("faults")));
    }
    SimulatorConfig config =
        new SimulatorConfig(
            fields.text("host"),
            fields.count("port"),
            fields.text("apiKey"),
            fields.decimal("speed"),
            fields.whole("seed"),
            endpoints,
            faults);
    fields.end();
    return config;
  }
}
