package io.runpod.kafka.sandbox.stack;

import static java.nio.file.StandardOpenOption.APPEND;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogTailTest {
  @Test
  void hasWhatIsWrittenFromNowOnAndNothingBefore(@TempDir Path folder) throws IOException {
    Path log =
        Files.writeString(folder.resolve("worker.log"), "Joined group, for the first time\n");
    LogTail tail = new LogTail(log);
    assertThat(tail.has("Joined group")).isFalse();
    Files.writeString(log, "Joined group, again\n", APPEND);
    assertThat(tail.has("Joined group, again")).isTrue();
    assertThat(tail.has("first time")).isFalse();
  }
}
