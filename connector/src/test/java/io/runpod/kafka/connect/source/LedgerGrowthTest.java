package io.runpod.kafka.connect.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class LedgerGrowthTest {
  private OptionalInt count = OptionalInt.of(4);
  private int changes;
  private final LedgerGrowth ledger = new LedgerGrowth(4, () -> count, () -> changes++);

  @Test
  void partitionsThatAreAddedAreNoticedOnce() {
    ledger.look();
    assertThat(changes).isZero();

    count = OptionalInt.of(6);
    ledger.look();
    ledger.look();

    assertThat(changes).isEqualTo(1);
    assertThat(ledger.partitions()).isEqualTo(6);
  }

  @Test
  void brokersThatAreAwaySayNothing() {
    count = OptionalInt.empty();
    ledger.look();

    assertThat(changes).isZero();
    assertThat(ledger.partitions()).isEqualTo(4);
  }

  @Test
  void itLooksAgainThoughOnceItCouldNot() {
    LedgerGrowth once =
        new LedgerGrowth(
            4,
            () -> {
              if (count.isEmpty()) {
                throw new IllegalStateException("away");
              }
              return count;
            },
            () -> changes++);
    count = OptionalInt.empty();
    once.look();

    count = OptionalInt.of(5);
    once.look();

    assertThat(changes).isEqualTo(1);
  }
}
