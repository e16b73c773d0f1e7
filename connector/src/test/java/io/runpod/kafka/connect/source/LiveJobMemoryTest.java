package io.runpod.kafka.connect.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LiveJobMemoryTest {

  @Test
  void aHundredThousandLiveJobsTakeLessThanAKilobyteEach() throws Exception {
    String printed = run("-Xmx160m", "-XX:+UseSerialGC");
    System.out.println("memory per live job: " + printed + " bytes");

    assertThat(Integer.parseInt(printed)).isBetween(200, 1_024);
  }

  private static String run(String... options) throws IOException, InterruptedException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    ProcessBuilder builder = new ProcessBuilder(java.toString());
    builder.command().addAll(List.of(options));
    builder
        .command()
        .addAll(
            List.of("-cp", System.getProperty("java.class.path"), LiveJobMemory.class.getName()));
    Process process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try {
      String printed = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
      assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
      assertThat(process.exitValue()).isZero();
      return printed;
    } finally {
      process.destroyForcibly();
    }
  }
}
