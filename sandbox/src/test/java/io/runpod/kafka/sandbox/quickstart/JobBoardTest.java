package io.runpod.kafka.sandbox.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.runpod.kafka.schema.JobResult;
import io.runpod.kafka.schema.JobStatus;
import io.runpod.kafka.schema.RequestRef;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JobBoardTest {
  private static final Instant NOW = Instant.ofEpochMilli(1_000);

  private final JobBoard board = new JobBoard();

  @BeforeEach
  void sendTwo() {
    board.sent("first", 0, 0);
    board.sent("second", 1, 0);
  }

  @Test
  void everyRecordWithOneFateIsAccountedFor() {
    board.result(result("job-1", 0, "COMPLETED"));
    board.deadLetter(1, 0, "not JSON");
    assertThat(board.accounted()).isEqualTo(2);
    assertThat(board.complaints()).isEmpty();
  }

  @Test
  void aRecordWithoutAFateIsNamedWithItsLastStatus() {
    board.result(result("job-1", 0, "COMPLETED"));
    board.status(status("job-2", 1, "IN_PROGRESS"));
    assertThat(board.complaints())
        .containsExactly("second: neither a result nor a dead letter, last seen IN_PROGRESS");
  }

  @Test
  void aSecondResultIsAComplaint() {
    board.result(result("job-1", 0, "COMPLETED"));
    board.result(result("job-9", 0, "COMPLETED"));
    board.deadLetter(1, 0, "not JSON");
    assertThat(board.complaints()).containsExactly("first: 2 results");
  }

  @Test
  void tokensThatOvertakeTheJobsFirstStatusAreKept() {
    board.text("job-1", "Once ");
    board.status(status("job-1", 0, "IN_PROGRESS"));
    board.text("job-1", "upon");
    assertThat(board.rows().iterator().next().text()).isEqualTo("Once upon");
  }

  @Test
  void aStatusThatComesAfterTheResultDoesNotTakeItBack() {
    board.result(result("job-1", 0, "FAILED"));
    board.status(status("job-1", 0, "IN_PROGRESS"));
    assertThat(board.rows().iterator().next().status()).isEqualTo("FAILED");
  }

  @Test
  void aStreamIsNotAccountedForBeforeItsLastChunkIsHeard() {
    JobResult result = result("job-1", 0, "COMPLETED");
    result.setChunkCount(2L);
    board.result(result);
    board.deadLetter(1, 0, "not JSON");
    board.text("job-1", "Once ");
    assertThat(board.accounted()).isEqualTo(1);
    assertThat(board.complaints()).containsExactly("first: 1 of 2 chunks heard");
    board.text("job-1", "upon");
    assertThat(board.accounted()).isEqualTo(2);
    assertThat(board.complaints()).isEmpty();
  }

  @Test
  void jobsOfOthersAreNotShown() {
    board.result(result("job-7", 3, "COMPLETED"));
    assertThat(board.rows()).extracting(Row::name).containsExactly("first", "second");
    assertThat(board.accounted()).isZero();
  }

  private static JobStatus status(String job, int partition, String word) {
    return JobStatus.newBuilder()
        .setJobId(job)
        .setEndpointId("endpoint")
        .setStatus(word)
        .setAttempt(1)
        .setSequence(0)
        .setObservedAt(NOW)
        .setRequest(request(partition))
        .build();
  }

  private static JobResult result(String job, int partition, String word) {
    return JobResult.newBuilder()
        .setJobId(job)
        .setEndpointId("endpoint")
        .setStatus(word)
        .setAttempt(1)
        .setSubmittedAt(NOW)
        .setObservedAt(NOW)
        .setRequest(request(partition))
        .build();
  }

  private static RequestRef request(int partition) {
    return RequestRef.newBuilder()
        .setTopic("runpod.jobs")
        .setPartition(partition)
        .setOffset(0)
        .build();
  }
}
