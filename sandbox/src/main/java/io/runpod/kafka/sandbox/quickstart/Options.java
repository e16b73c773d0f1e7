package io.runpod.kafka.sandbox.quickstart;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What the user asked for.
 *
 * @param keep leave the stack up at the end
 * @param real the endpoint at RunPod to use instead of the simulator
 * @param input file with one JSON input a line
 */
record Options(boolean keep, Optional<RealEndpoint> real, Optional<Path> input) {
  private static final String BASE_URL = "runpod.base.url";
  private static final String ENDPOINT = "runpod.endpoint.id";
  private static final String PUBLIC_API = "https://api.runpod.ai/v2/{endpoint}";

  /** An endpoint that exists, and costs money. */
  record RealEndpoint(String baseUrl, String endpointId) {}

  /**
   * Reads the options; unset and empty are the same.
   *
   * @param property gives a property's value or null
   * @throws IllegalArgumentException naming the property that is missing
   */
  static Options from(UnaryOperator<String> property) {
    Optional<String> baseUrl = value(property, BASE_URL);
    Optional<String> endpoint = value(property, ENDPOINT);
    Optional<Path> input = value(property, "input").map(Path::of);
    if (baseUrl.isPresent() && endpoint.isEmpty()) {
      throw new IllegalArgumentException(BASE_URL + " is set: " + ENDPOINT + " is needed as well");
    }
    if (endpoint.isPresent() && input.isEmpty()) {
      throw new IllegalArgumentException(
          "a real endpoint needs -Dinput=FILE, with one JSON input a line");
    }
    return new Options(
        value(property, "keep").filter(text -> !text.equals("false")).isPresent(),
        endpoint.map(id -> new RealEndpoint(baseUrl.orElse(PUBLIC_API), id)),
        input);
  }

  private static Optional<String> value(UnaryOperator<String> property, String name) {
    return Optional.ofNullable(property.apply(name)).filter(text -> !text.isBlank());
  }
}
