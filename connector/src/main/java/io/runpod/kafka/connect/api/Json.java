package io.runpod.kafka.connect.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.ObjectMapper;

/** The one JSON mapper. Outputs may be long: sizes are bounded where bodies are read. */
final class Json {
  static final ObjectMapper MAPPER =
      new ObjectMapper(
          JsonFactory.builder()
              .streamReadConstraints(
                  StreamReadConstraints.builder()
                      .maxStringLength(Integer.MAX_VALUE)
                      .maxNumberLength(1_000_000)
                      .maxNameLength(1_000_000)
                      .maxNestingDepth(10_000)
                      .build())
              .build());

  private Json() {}
}
