package io.runpod.kafka.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.runpod.kafka.streams.state.KeptChunk;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;

class StateSerdeTest {
  private final StateSerde<KeptChunk> serde =
      new StateSerde<>(KeptChunk.getEncoder(), KeptChunk.getDecoder());

  @Test
  void readsWhatItWrote() {
    KeptChunk chunk = new KeptChunk(1, 42L, "{\"text\":\"ë\"}", 0);

    byte[] bytes = serde.serializer().serialize("store", chunk);

    assertThat(serde.deserializer().deserialize("store", bytes)).isEqualTo(chunk);
  }

  @Test
  void nothingStaysNothing() {
    assertThat(serde.serializer().serialize("store", null)).isNull();
    assertThat(serde.deserializer().deserialize("store", null)).isNull();
  }

  @Test
  void namesTheTopicOfBytesItCannotRead() {
    assertThatExceptionOfType(SerializationException.class)
        .isThrownBy(() -> serde.deserializer().deserialize("some-changelog", new byte[] {1, 2, 3}))
        .withMessageContaining("some-changelog");
  }
}
