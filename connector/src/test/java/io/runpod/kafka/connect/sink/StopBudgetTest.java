package io.runpod.kafka.connect.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.runpod.kafka.connect.ledger.LedgerWriter;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Connect gives a task up that has not stopped within 5 s (task.shutdown.graceful.timeout.ms). */
class StopBudgetTest {
  /** Connect closes the partitions of a task before it stops it. */
  @Test
  void allThatACloseAndAStopWaitForIsOverInFourSeconds() {
    assertThat(OpenAnswers.CLOSE_PATIENCE.plus(OpenAnswers.STOP_PATIENCE).plus(Connections.CLOSING))
        .isLessThanOrEqualTo(Duration.ofSeconds(4));
  }

  /** Or jobs that RunPod accepted would be known to nobody after a restart. */
  @Test
  void writesOnAfterTheStopForLongerThanTheLedgersProducerTries() {
    assertThat(OpenAnswers.LEDGER_PATIENCE).isGreaterThan(LedgerWriter.DELIVERY.multipliedBy(3));
  }
}
