package io.runpod.kafka.connect.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.runpod.kafka.connect.flow.Pace;
import io.runpod.kafka.connect.job.EndpointId;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class QuotasTest {
  private static final double LIMIT = 10_000;
  private static final EndpointId ENDPOINT = new EndpointId("quotas-test");

  private final Quotas first = new Quotas("sink", ENDPOINT, 0);
  private final Quotas second = new Quotas("sink", ENDPOINT, 1);

  @AfterEach
  void giveBack() {
    first.close();
    second.close();
  }

  @Test
  void tasksOfOneConnectorLendEachOtherWhatTheyDoNotUse() {
    Pace busy = first.of(Operation.RUN, LIMIT);
    Pace idle = second.of(Operation.RUN, LIMIT);
    long later = System.nanoTime() + Duration.ofSeconds(20).toNanos();

    assertThat(takeAll(busy, later)).isEqualTo(50 + 100);
    assertThat(takeAll(idle, later)).isEqualTo(50);
  }

  @Test
  void otherConnectorsEndpointsAndOperationsAreApart() {
    try (Quotas otherConnector = new Quotas("commands", ENDPOINT, 1);
        Quotas otherEndpoint = new Quotas("sink", new EndpointId("quotas-other"), 1)) {
      Pace pace = first.of(Operation.RUN, LIMIT);
      otherConnector.of(Operation.RUN, LIMIT);
      otherEndpoint.of(Operation.RUN, LIMIT);
      second.of(Operation.RUNSYNC, LIMIT);

      assertThat(takeAll(pace, System.nanoTime() + Duration.ofSeconds(20).toNanos()))
          .isEqualTo(100);
    }
  }

  @Test
  void aTaskThatHasStoppedLetsNothingThroughAndLendsNothing() {
    Pace goesOn = first.of(Operation.RUN, LIMIT);
    Pace stopped = second.of(Operation.RUN, LIMIT);
    second.close();
    long later = System.nanoTime() + Duration.ofSeconds(20).toNanos();

    assertThat(stopped.tryTake(later)).isFalse();
    assertThat(takeAll(goesOn, later)).isEqualTo(100);
  }

  private static int takeAll(Pace pace, long now) {
    int taken = 0;
    while (pace.tryTake(now)) {
      taken++;
    }
    return taken;
  }
}
