package io.runpod.kafka.sandbox.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A connector as a file of {@code config/} describes it. Immutable.
 *
 * @param name the connector's name
 * @param config its settings
 */
public record ConnectorFile(String name, Map<String, String> config) {
  /** Where the stack of this sandbox is, in the place of what the files say. */
  public record Addresses(
      String bootstrapServers, String registryUrl, String baseUrl, String endpointId) {}

  public ConnectorFile {
    config = Map.copyOf(config);
  }

  /** Reads a file in the form Connect's REST API takes. */
  public static ConnectorFile read(Path file) {
    try {
      JsonNode json = new ObjectMapper().readTree(Files.readString(file));
      Map<String, String> config = new LinkedHashMap<>();
      json.path("config")
          .fields()
          .forEachRemaining(field -> config.put(field.getKey(), field.getValue().asText()));
      return new ConnectorFile(json.path("name").asText(), config);
    } catch (IOException e) {
      throw new UncheckedIOException("could not read " + file, e);
    }
  }

  /** The same with other addresses; every other setting stays as it is in the file. */
  public ConnectorFile at(Addresses addresses) {
    ConnectorFile result = with("runpod.base.url", addresses.baseUrl());
    result = result.with("runpod.endpoint.id", addresses.endpointId());
    result = result.with("runpod.ledger.kafka.bootstrap.servers", addresses.bootstrapServers());
    String registry = "value.converter.schema.registry.url";
    return config.containsKey(registry) ? result.with(registry, addresses.registryUrl()) : result;
  }

  /** The same with one setting changed or added. */
  public ConnectorFile with(String key, String value) {
    Map<String, String> changed = new LinkedHashMap<>(config);
    changed.put(key, value);
    return new ConnectorFile(name, changed);
  }

  /** The same under another name. */
  public ConnectorFile named(String other) {
    return new ConnectorFile(other, config);
  }
}
