package io.runpod.kafka.sandbox.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class OptionsTest {
  @Test
  void withoutOptionsItIsTheSimulatorAndItsOwnStory() {
    Options options = options(Map.of("keep", ""));
    assertThat(options.keep()).isFalse();
    assertThat(options.real()).isEmpty();
    assertThat(options.input()).isEmpty();
  }

  @Test
  void keepNeedsNoValueButTakesFalse() {
    assertThat(options(Map.of("keep", "true")).keep()).isTrue();
    assertThat(options(Map.of("keep", "false")).keep()).isFalse();
  }

  @Test
  void anEndpointIdAloneMeansThePublicApi() {
    Options options = options(Map.of("runpod.endpoint.id", "abc", "input", "jobs.txt"));
    assertThat(options.real())
        .contains(new Options.RealEndpoint("https://api.runpod.ai/v2/{endpoint}", "abc"));
  }

  @Test
  void aRealEndpointWithoutInputIsRefused() {
    assertThatThrownBy(() -> options(Map.of("runpod.endpoint.id", "abc")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("-Dinput=FILE");
  }

  @Test
  void aBaseUrlWithoutAnEndpointIsRefused() {
    assertThatThrownBy(() -> options(Map.of("runpod.base.url", "http://127.0.0.1:1/v2")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("runpod.endpoint.id");
  }

  private static Options options(Map<String, String> properties) {
    return Options.from(properties::get);
  }
}
