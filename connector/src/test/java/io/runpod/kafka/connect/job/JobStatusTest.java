package io.runpod.kafka.connect.job;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class JobStatusTest {
  @Test
  void ofALongWordTheBeginningIsKept() {
    assertThat(JobStatus.of("W".repeat(1_000_000)).word()).isEqualTo("W".repeat(64));
    assertThat(JobStatus.of("W".repeat(64)).word()).hasSize(64);
  }

  @Test
  void cutsBetweenCharacters() {
    JobStatus status = JobStatus.of("W".repeat(63) + "\ud83d\ude00");

    assertThat(status.word()).isEqualTo("W".repeat(63));
    assertThat(JobStatus.of(status.word())).isEqualTo(status);
  }
}
