package io.runpod.kafka.connect.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LedgerIntakeTest {
  private final LedgerIntake intake = new LedgerIntake();

  @Test
  void readsOnWhenWhatWasReadIsTakenUp() throws Exception {
    fill();
    CompletableFuture<Void> next = CompletableFuture.runAsync(this::await);
    intake.taken();
    intake.readOn(0);

    next.get(10, TimeUnit.SECONDS);
  }

  @Test
  void doesNotReadOnWhileTheSnapshotIsTooLarge() throws Exception {
    fill();
    intake.taken();
    intake.readOn(SnapshotPace.TOO_LARGE);
    CompletableFuture<Void> next = CompletableFuture.runAsync(this::await);
    intake.readOn(SnapshotPace.TOO_LARGE + 1);
    assertThat(next).isNotDone();

    intake.readOn(SnapshotPace.TOO_LARGE - 1);

    next.get(10, TimeUnit.SECONDS);
  }

  @Test
  void readsToTheLedgersEndThoughTheSnapshotIsTooLarge() throws Exception {
    fill();
    intake.taken();
    intake.readOn(SnapshotPace.TOO_LARGE);
    CompletableFuture<Void> next = CompletableFuture.runAsync(this::await);

    intake.readToItsEnd();

    next.get(10, TimeUnit.SECONDS);
  }

  @Test
  void aStopLetsTheLedgersThreadGo() throws Exception {
    fill();
    intake.readOn(SnapshotPace.TOO_LARGE);
    CompletableFuture<Void> next = CompletableFuture.runAsync(this::await);
    intake.stop();

    next.get(10, TimeUnit.SECONDS);
  }

  private void fill() throws InterruptedException {
    for (int i = 0; i < 4; i++) {
      intake.await();
    }
  }

  private void await() {
    try {
      intake.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
