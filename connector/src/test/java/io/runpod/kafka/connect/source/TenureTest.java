package io.runpod.kafka.connect.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.runpod.kafka.connect.job.EndpointId;
import io.runpod.kafka.connect.job.JobLife;
import io.runpod.kafka.connect.ledger.LedgerTail.Span;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** When a task may ask RunPod, over a ledger of one partition that is empty. */
class TenureTest {
  private final Adoption adoption =
      new Adoption(
          List.of(
              new LedgerPartition(
                  "runpod.ledger", "id", 1, 0, Set.of(new EndpointId("ep1")), Optional.empty())),
          Map.of(new EndpointId("ep1"), true),
          true,
          new JobLife(99));
  private int streamsTaken;
  private int endsAsked;
  private Duration now = Duration.ZERO;
  private final Tenure tenure =
      new Tenure(adoption, () -> streamsTaken++, () -> endsAsked++, () -> now.toNanos());

  @Test
  void beginsWhenTheLedgerIsReplayedAndKnowsWhoReads() {
    tenure.ledgerRead();
    assertThat(streamsTaken).isZero();

    adoption.began(Map.of(0, new Span(0, 0)));
    tenure.ledgerRead();
    tenure.ledgerRead();
    assertThat(streamsTaken).isEqualTo(1);
    assertThat(tenure.mayAsk()).isFalse();

    tenure.streamsTaken();
    assertThat(tenure.mayAsk()).isTrue();
  }

  @Test
  void looksHowFarTheLedgerGoesAfterAnAbsenceAndReadsThatFar() {
    begin();

    now = Duration.ofSeconds(6);
    tenure.present();
    assertThat(endsAsked).isEqualTo(1);
    tenure.ledgerRead();
    assertThat(tenure.mayAsk()).isFalse();
    assertThat(tenure.begun()).isTrue();

    adoption.ends(Map.of(0, 0L));
    tenure.ledgerRead();
    assertThat(tenure.mayAsk()).isTrue();
  }

  @Test
  void looksAgainIfItWasAwayWhileItLooked() {
    begin();

    now = Duration.ofSeconds(6);
    tenure.present();
    adoption.ends(Map.of(0, 0L));
    now = Duration.ofSeconds(12);
    tenure.present();
    tenure.ledgerRead();

    assertThat(endsAsked).isEqualTo(2);
    assertThat(tenure.mayAsk()).isFalse();
  }

  @Test
  void whatThereIsToTellWaitsForALookAtTheLedgerButNotForLong() {
    begin();
    assertThat(tenure.looks()).isFalse();

    now = Duration.ofSeconds(6);
    tenure.present();
    assertThat(tenure.looks()).isTrue();
    for (int i = 0; i < 5; i++) {
      now = now.plusSeconds(1);
      tenure.present();
    }
    assertThat(tenure.looks()).isFalse();
    assertThat(tenure.mayAsk()).isFalse();
  }

  @Test
  void takesALongReplayForNoAbsence() {
    tenure.present();
    now = Duration.ofSeconds(6);
    tenure.present();

    assertThat(endsAsked).isZero();
  }

  private void begin() {
    tenure.present();
    adoption.began(Map.of(0, new Span(0, 0)));
    tenure.ledgerRead();
    tenure.streamsTaken();
  }
}
