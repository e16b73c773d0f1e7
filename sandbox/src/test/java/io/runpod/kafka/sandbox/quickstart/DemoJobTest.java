package io.runpod.kafka.sandbox.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoJobTest {
  @Test
  void theStoryHasExactlyOneRecordThatIsNotJson() {
    List<DemoJob> bad = DemoJob.story().stream().filter(job -> !isJson(job.value())).toList();
    assertThat(bad).extracting(DemoJob::key).containsExactly("garbage-1");
  }

  @Test
  void everyLineOfAFileThatIsNotBlankIsAJob(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("jobs.txt"), "{\"a\":1}\n\n{\"b\":2}\n");
    assertThat(DemoJob.fromLines(file))
        .containsExactly(new DemoJob("line-1", "{\"a\":1}"), new DemoJob("line-2", "{\"b\":2}"));
  }

  private static boolean isJson(String text) {
    try {
      return new ObjectMapper().readTree(text).isObject();
    } catch (IOException e) {
      return false;
    }
  }
}
