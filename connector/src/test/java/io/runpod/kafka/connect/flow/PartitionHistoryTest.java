package io.runpod.kafka.connect.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.runpod.kafka.connect.flow.PartitionHistory.Verdict;
import org.junit.jupiter.api.Test;

class PartitionHistoryTest {
  private static final long TIME = 1_000;
  private final PartitionHistory history = new PartitionHistory(1_000);

  @Test
  void knowsARecordByOffsetAndTimestampOnly() {
    history.accepted(5, TIME, 50, 0);
    history.accepted(6, TIME, 60, 0);

    assertThat(history.take(5, TIME)).isEqualTo(new Verdict.Accepted(50));
    assertThat(history.take(6, TIME + 1)).isEqualTo(new Verdict.Submit());
    assertThat(history.take(7, TIME)).isEqualTo(new Verdict.Submit());
  }

  @Test
  void keepsTheFirstOfTwoAcceptances() {
    history.accepted(5, TIME, 50, 0);
    history.accepted(5, TIME, 90, 1);
    assertThat(history.take(5, TIME)).isEqualTo(new Verdict.Accepted(50));
  }

  @Test
  void tellsRecordsApartThatHadOneOffsetInATopicMadeAnew() {
    history.accepted(5, TIME, 50, 0);
    history.accepted(5, TIME + 1, 90, 0);
    history.intent(6, TIME, 60, 0);
    history.intent(6, TIME + 1, 91, 0);
    history.refused(6, TIME);

    assertThat(history.take(5, TIME + 1)).isEqualTo(new Verdict.Accepted(90));
    assertThat(history.take(6, TIME + 1)).isEqualTo(new Verdict.InDoubt(91));
    assertThat(history.isEmpty()).isTrue();
  }

  @Test
  void knowsTheFirstOffsetItHasSomethingAbout() {
    assertThat(history.firstOffset()).isEmpty();
    history.accepted(7, TIME, 50, 0);
    assertThat(history.firstOffset()).hasValue(7);
    history.intent(5, TIME, 40, 1);
    assertThat(history.firstOffset()).hasValue(5);
    history.reset(1);
    assertThat(history.firstOffset()).hasValue(7);
  }

  @Test
  void remembersWhatWasRefusedForGoodMoreThanItsIntent() {
    history.intent(5, TIME, 50, 0);
    history.declined(5, TIME, 51, 1);
    history.declined(6, TIME, 60, 1);

    assertThat(history.oldest()).hasValue(50);
    assertThat(history.take(5, TIME)).isEqualTo(new Verdict.Declined(51));
    assertThat(history.oldest()).hasValue(60);
    history.reset(1);
    assertThat(history.take(6, TIME)).isEqualTo(new Verdict.Submit());
  }

  @Test
  void doubtsAnIntentWithoutAnOutcome() {
    history.intent(5, TIME, 50, 0);
    history.intent(6, TIME, 51, 0);
    history.refused(6, TIME);
    history.intent(7, TIME, 52, 0);
    history.refused(7, TIME);
    history.intent(7, TIME, 53, 0);
    history.intent(8, TIME, 54, 0);
    history.accepted(8, TIME, 55, 3);

    assertThat(history.take(5, TIME)).isEqualTo(new Verdict.InDoubt(50));
    assertThat(history.take(6, TIME)).isEqualTo(new Verdict.Submit());
    assertThat(history.take(7, TIME)).isEqualTo(new Verdict.InDoubt(53));
    assertThat(history.take(8, TIME)).isEqualTo(new Verdict.Accepted(55));
    assertThat(history.isEmpty()).isTrue();
  }

  @Test
  void voidsWhatWasBeforeAResetInItsOwnLedgerPartition() {
    history.accepted(5, TIME, 50, 0);
    history.accepted(6, TIME, 60, 1);
    history.intent(7, TIME, 70, 0);
    history.reset(0);
    history.accepted(8, TIME, 80, 0);

    assertThat(history.take(5, TIME)).isEqualTo(new Verdict.Submit());
    assertThat(history.take(6, TIME)).isEqualTo(new Verdict.Accepted(60));
    assertThat(history.take(7, TIME)).isEqualTo(new Verdict.Submit());
    assertThat(history.take(8, TIME)).isEqualTo(new Verdict.Accepted(80));
  }

  @Test
  void knowsItsOldestEntryAmongThoseNotYetMet() {
    history.accepted(5, TIME, 50, 0);
    history.intent(6, TIME, 40, 0);
    history.accepted(9, TIME, 90, 0);
    assertThat(history.oldest()).hasValue(40);

    history.forgetBelow(7);
    assertThat(history.oldest()).hasValue(90);
    history.take(9, TIME);
    assertThat(history.oldest()).isEmpty();
  }

  @Test
  void keepsTheLowestOffsetsOfMoreThanItMayKeep() {
    PartitionHistory few = new PartitionHistory(3);
    for (long offset : new long[] {5, 1, 9, 3, 7}) {
      few.accepted(offset, 1, 100 + offset, 0);
    }

    assertThat(few.covers(5)).isTrue();
    assertThat(few.covers(7)).isFalse();
    assertThat(few.leftOut()).contains(new PartitionHistory.LeftOut(7, 107));
    assertThat(few.take(5, 1)).isEqualTo(new Verdict.Accepted(105));
    assertThat(few.take(4, 1)).isEqualTo(new Verdict.Submit());
  }
}
