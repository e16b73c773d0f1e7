package io.runpod.kafka.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;

class AssemblyConfigTest {

  @Test
  void needsNoSettingAtAll() {
    AssemblyConfig config = new AssemblyConfig(Map.of("bootstrap.servers", "127.0.0.1:9092"));

    assertThat(config.inputTopic()).isEqualTo("runpod.job-stream");
    assertThat(config.outputTopic()).isEqualTo("runpod.job-stream-assembled");
    assertThat(config.limits())
        .isEqualTo(new AssemblyLimits(921_600, 50_000, Duration.ofDays(1), Duration.ofMinutes(10)));
  }

  @Test
  void namesTheSettingThatIsOutOfRange() {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> new AssemblyConfig(Map.of(AssemblyConfig.MAX_BYTES, "10")))
        .withMessageContaining("runpod.assembly.max.bytes");
  }

  @Test
  void refusesToReadWhatItWrites() {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(
            () -> new AssemblyConfig(Map.of(AssemblyConfig.OUTPUT_TOPIC, "runpod.job-stream")))
        .withMessageContaining("runpod.job-stream-assembled.topic")
        .withMessageContaining("must differ");
  }
}
