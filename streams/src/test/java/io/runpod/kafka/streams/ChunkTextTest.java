package io.runpod.kafka.streams;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkTextTest {

  @Test
  void aStringIsText() {
    assertThat(ChunkText.of("\"data: {}\\n\\n\"")).contains("data: {}\n\n");
  }

  @Test
  void theTextFieldOfAnObjectIsText() {
    assertThat(ChunkText.of("{\"index\":0,\"text\":\"chunk-0\"}")).contains("chunk-0");
  }

  @Test
  void theTextFieldMayBeAListAsTheOlderVllmWorkerSendsIt() {
    assertThat(ChunkText.of("{\"output_tokens\":1,\"text\":[\" How\",\" can\"]}"))
        .contains(" How can");
  }

  @Test
  void anEmptyStringIsTextToo() {
    assertThat(ChunkText.of("\"\"")).contains("");
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        "5",
        "null",
        "true",
        "[]",
        "{}",
        "{\"word\":\"x\"}",
        "{\"text\":5}",
        "{\"text\":[]}",
        "{\"text\":[\"a\",5]}",
        "{not json"
      })
  void nothingElseIs(String output) {
    assertThat(ChunkText.of(output)).isEmpty();
  }
}
