package io.runpod.kafka.connect.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.runpod.kafka.connect.job.EndpointId;
import java.util.List;
import org.junit.jupiter.api.Test;

class PassedOverTest {
  private static final EndpointId A = new EndpointId("a");
  private static final EndpointId B = new EndpointId("b,:%");

  @Test
  void isReadAsItWasWritten() {
    PassedOver some = PassedOver.NOTHING.with(A, 71).elsewhere(List.of(B));

    assertThat(some.toText()).isEqualTo("a:1z,b%2C%3A%25");
    assertThat(PassedOver.parse(some.toText())).isEqualTo(some);
    assertThat(PassedOver.parse("")).isEqualTo(PassedOver.NOTHING);
  }

  @Test
  void remembersTheFirstJobOfAnEndpoint() {
    assertThat(PassedOver.NOTHING.with(A, 3).with(A, 9).since(A)).contains(3L);
    assertThat(PassedOver.NOTHING.since(A)).isEmpty();
  }

  @Test
  void whatAnotherSourceSeesToIsNotMissedUntilItLeaves() {
    PassedOver elsewhere = PassedOver.NOTHING.with(A, 3).elsewhere(List.of(A)).with(A, 9);

    assertThat(elsewhere.since(A)).isEmpty();
    assertThat(elsewhere.left(List.of(A)).with(A, 12).since(A)).contains(12L);
  }

  @Test
  void thatASourceLeavesWhichWasNotKnownSaysNothing() {
    assertThat(PassedOver.NOTHING.with(A, 3).left(List.of(A)).since(A)).contains(3L);
  }

  @Test
  void whatIsTakenUpIsMissedFromThereOn() {
    PassedOver some = PassedOver.NOTHING.with(A, 3).elsewhere(List.of(B));

    assertThat(some.takenUpTo(A, 2).since(A)).contains(3L);
    assertThat(some.takenUpTo(A, 5).since(A)).contains(5L);
    assertThat(some.takenUpTo(B, 5)).isEqualTo(PassedOver.NOTHING.with(A, 3));
  }

  @Test
  void refusesWhatItDidNotWrite() {
    for (String text : List.of("a:", "a:-1", "a:!", "%", "a:1:2")) {
      assertThatThrownBy(() -> PassedOver.parse(text))
          .as(text)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
