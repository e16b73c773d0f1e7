package io.runpod.kafka.connect.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.runpod.kafka.connect.job.JobStatus;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CutBodyTest {

  @Test
  void findsTheStatusThatStandsBeforeTheOutput() {
    assertThat(status("{\"id\":\"a\",\"status\":\"TIMED_OUT\",\"output\":\"xxx"))
        .contains(JobStatus.TIMED_OUT);
  }

  @Test
  void takesAJobWithAnErrorForFailedThoughTheErrorIsWhatWasCut() {
    assertThat(status("{\"delayTime\":1,\"error\":\"xxx")).contains(JobStatus.FAILED);
    assertThat(status("{\"error\":{\"m\":[1,2")).contains(JobStatus.FAILED);
    assertThat(status("{\"error\":\"out of memory\",\"id\":\"a\",\"output\":[1,"))
        .contains(JobStatus.FAILED);
  }

  @Test
  void knowsNothingOfAJobWhoseStatusStandsBehindItsOutput() {
    assertThat(status("{\"delayTime\":1,\"id\":\"a\",\"output\":{\"status\":\"FAILED\",\"x\":["))
        .isEmpty();
    assertThat(status("{\"error\":null,\"output\":\"xxx")).isEmpty();
  }

  @Test
  void knowsNothingOfABodyThatIsNone() {
    assertThat(status("")).isEmpty();
    assertThat(status("<html>")).isEmpty();
    assertThat(status("[{\"status\":\"FAILED\"}")).isEmpty();
    assertThat(status("{\"status\":\"FAI")).isEmpty();
  }

  private static Optional<JobStatus> status(String start) {
    return CutBody.status(start.getBytes(StandardCharsets.UTF_8));
  }
}
