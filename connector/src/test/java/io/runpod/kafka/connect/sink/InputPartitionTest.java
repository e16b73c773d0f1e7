package io.runpod.kafka.connect.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.runpod.kafka.connect.flow.PartitionHistory;
import io.runpod.kafka.connect.job.EndpointId;
import io.runpod.kafka.connect.job.RequestRef;
import io.runpod.kafka.connect.request.JobRequest;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class InputPartitionTest {
  private final InputPartition partition = new InputPartition(1);

  @Test
  void holdsBackWhatTheLedgerHasTooMuchAboutUntilItIsReadOn() {
    for (int offset = 0; offset < 5; offset++) {
      partition.holdBack(submission(offset));
    }
    assertThat(partition.readOn()).isEmpty();

    assertThat(partition.scanned(history(2, 0)))
        .extracting(Submission::offset)
        .containsExactly(0L, 1L);
    assertThat(partition.isDecided(submission(2))).isFalse();
    assertThat(partition.readOn()).contains(new PartitionHistory.LeftOut(2, 102));
    assertThat(partition.readOn()).as("while that is under way").isEmpty();

    assertThat(partition.scanned(history(10, 2)))
        .extracting(Submission::offset)
        .containsExactly(2L, 3L, 4L);
    assertThat(partition.isDecided(submission(99))).isTrue();
    assertThat(partition.readOn()).isEmpty();
  }

  @Test
  void readsOnOnlyWhenARecordWaitsForIt() {
    partition.scanned(history(2, 0));
    assertThat(partition.readOn()).isEmpty();

    partition.holdBack(submission(2));
    assertThat(partition.readOn()).isPresent();
  }

  /** Each record was accepted. */
  private static PartitionHistory history(int most, int from) {
    PartitionHistory history = new PartitionHistory(most);
    for (int offset = from; offset < 5; offset++) {
      history.accepted(offset, 1, 100 + offset, 0);
    }
    return history;
  }

  private static Submission submission(long offset) {
    return new Submission(
        null,
        1,
        new RequestRef("jobs", 0, offset, 1, Optional.empty()),
        JobRequest.none(new EndpointId("e1")),
        Map.of(),
        Optional.empty());
  }
}
