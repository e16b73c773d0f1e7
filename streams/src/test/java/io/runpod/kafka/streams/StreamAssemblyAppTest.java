package io.runpod.kafka.streams;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Properties;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;

class StreamAssemblyAppTest {

  @Test
  void doesNotWaitForAKafkaThatIsNotThere() throws IOException {
    Properties settings = new Properties();
    settings.setProperty("bootstrap.servers", "127.0.0.1:" + unusedPort());
    settings.setProperty("default.value.serde", AvroSerde.class.getName());
    settings.setProperty("default.api.timeout.ms", "500");
    settings.setProperty("request.timeout.ms", "500");

    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> StreamAssemblyApp.start(settings))
        .withMessageContaining("could not check the topics on 127.0.0.1");
  }

  @Test
  void refusesAWrongSettingBeforeItTouchesKafka() {
    Properties settings = new Properties();
    settings.setProperty("bootstrap.servers", "127.0.0.1:1");
    settings.setProperty("runpod.assembly.abandoned.ms", "soon");

    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> StreamAssemblyApp.start(settings))
        .withMessageContaining("runpod.assembly.abandoned.ms");
  }

  private static int unusedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
