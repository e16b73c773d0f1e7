package io.runpod.kafka.connect.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.runpod.kafka.connect.job.JobId;
import io.runpod.kafka.connect.ledger.LedgerEntry;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NudgeQueueTest {
  private final List<LedgerEntry> ledger = new CopyOnWriteArrayList<>();
  private final WebhookCounters counters = new WebhookCounters();
  private volatile boolean exists = true;
  private volatile boolean broken;
  private final NudgeQueue queue = new NudgeQueue(2, () -> exists, this::append, counters);

  @AfterEach
  void close() {
    queue.close();
  }

  @Test
  void appendsWhatItTook() {
    queue.start();

    assertThat(queue.offer(new JobId("a"))).isTrue();

    await().until(() -> ledger.contains(new LedgerEntry.Nudge(new JobId("a"))));
  }

  @Test
  void refusesWhatDoesNotFitWithoutWaiting() {
    assertThat(queue.offer(new JobId("a"))).isTrue();
    assertThat(queue.offer(new JobId("b"))).isTrue();
    assertThat(queue.offer(new JobId("c"))).isFalse();
  }

  @Test
  void doesNotAppendToALedgerThatIsNotThere() {
    exists = false;
    queue.start();
    queue.offer(new JobId("a"));

    await().until(() -> counters.getLost() == 1);
    assertThat(ledger).isEmpty();
  }

  @Test
  void oneThatCannotBeAppendedIsCountedAndTheNextIsTaken() {
    broken = true;
    queue.start();
    queue.offer(new JobId("a"));
    await().until(() -> counters.getLost() == 1);
    broken = false;
    queue.offer(new JobId("b"));

    await().until(() -> ledger.size() == 1);
  }

  private CompletableFuture<?> append(LedgerEntry entry) {
    if (broken) {
      return CompletableFuture.failedFuture(new IllegalStateException("no broker"));
    }
    ledger.add(entry);
    return CompletableFuture.completedFuture(null);
  }
}
