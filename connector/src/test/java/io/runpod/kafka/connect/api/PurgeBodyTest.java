package io.runpod.kafka.connect.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PurgeBodyTest {

  @Test
  void readsTheRecordedAnswer() throws Exception {
    assertThat(PurgeBody.parse(Recorded.body("15-purge-queue"))).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<html>",
        "[]",
        "null",
        "{}",
        "{\"removed\":null}",
        "{\"removed\":\"2\"}",
        "{\"removed\":1.5}"
      })
  void takesNothingElseForACount(String body) {
    assertThatThrownBy(() -> PurgeBody.parse(body.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(UnreadableAnswer.class)
        .hasMessageContaining("count of removed jobs");
  }
}
