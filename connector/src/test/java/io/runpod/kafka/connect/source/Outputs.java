package io.runpod.kafka.connect.source;

import io.runpod.kafka.connect.output.AvroSchemaText;
import java.util.Optional;

/** Output settings for tests. */
final class Outputs {
  private Outputs() {}

  static OutputSettings split(int maxBytes) {
    return new OutputSettings(
        maxBytes, true, Optional.empty(), Optional.empty(), false, Optional.empty());
  }

  static OutputSettings error(int maxBytes) {
    return new OutputSettings(
        maxBytes, false, Optional.empty(), Optional.empty(), false, Optional.empty());
  }

  static OutputSettings typed(int maxBytes, String schema) {
    return new OutputSettings(
        maxBytes,
        true,
        AvroSchemaText.parse(schema),
        AvroSchemaText.parse(schema),
        false,
        Optional.empty());
  }

  static OutputSettings keyedByRequest() {
    return new OutputSettings(
        1_000, true, Optional.empty(), Optional.empty(), true, Optional.empty());
  }
}
