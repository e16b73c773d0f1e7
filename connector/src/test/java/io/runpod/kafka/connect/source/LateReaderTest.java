package io.runpod.kafka.connect.source;

import static io.runpod.kafka.connect.job.Jobs.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.runpod.kafka.connect.job.Cursor;
import io.runpod.kafka.connect.job.EndpointId;
import io.runpod.kafka.connect.job.Job;
import io.runpod.kafka.connect.job.JobId;
import io.runpod.kafka.connect.job.JobLife;
import io.runpod.kafka.connect.job.JobStatus;
import io.runpod.kafka.connect.job.JobTerms;
import io.runpod.kafka.connect.job.Jobs;
import io.runpod.kafka.connect.job.RequestRef;
import io.runpod.kafka.connect.ledger.HandoverEntry;
import io.runpod.kafka.connect.ledger.LedgerEntry;
import io.runpod.kafka.connect.ledger.LedgerTail;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two readers of one stream: one that was missed and comes back, and the one in its place. */
class LateReaderTest {
  private static final EndpointId ENDPOINT = new EndpointId("ep1");
  private static final Set<EndpointId> ENDPOINTS = Set.of(ENDPOINT);
  private static final EndpointId OTHER = new EndpointId("ep2");
  private static final long FORMER = 7;
  private static final long OURS = 99;
  private static final long HEIR = 120;

  private final LedgerPartition partition =
      new LedgerPartition(
          "runpod.ledger",
          "id",
          1,
          0,
          ENDPOINTS,
          Optional.of(
              new Snapshot(
                  1, OpenJobs.of(new TreeMap<>(Map.of(0L, running(4)))), "id", 1, FORMER)));
  private final Adoption adoption =
      new Adoption(List.of(partition), Map.of(ENDPOINT, true), true, new JobLife(OURS));
  private long offset;
  private Job job;

  @BeforeEach
  void takeTheStreams() {
    adoption.began(Map.of(0, new LedgerTail.Span(0, 3)));
    read(
        new LedgerEntry.Submitted(
            new JobId("a"),
            ENDPOINT,
            "sink",
            new RequestRef("runpod.jobs", 0, 0, 1L, Optional.empty()),
            NOW,
            Map.of(),
            JobTerms.NONE));
    read(new HandoverEntry.ReaderTook(FORMER, ENDPOINTS));
    read(new HandoverEntry.ReaderLeft(FORMER, ENDPOINTS, List.of()));
    job = adoption.finish().get(0);
    partition.epoch(OURS);
    read(new HandoverEntry.ReaderTook(OURS, ENDPOINTS));
  }

  @Test
  void chunksOfAReaderThatComesBackAreReportedAsMissingAndNotMixedIn() {
    Effect effect =
        read(
            new HandoverEntry.ReaderHandedOver(
                FORMER, new JobId("a"), 1, 4, false, Optional.empty(), List.of(Jobs.chunk("x"))));

    assertThat(effect.events()).isEmpty();
    assertThat(job.cursor().gapAhead()).isTrue();
    assertThat(job.cursor().chunks()).isEqualTo(4);
  }

  @Test
  void itsOpenReadsAreReportedToo() {
    read(new HandoverEntry.ReaderLeft(FORMER, ENDPOINTS, List.of(new JobId("a"))));

    assertThat(job.cursor().gapAhead()).isTrue();
  }

  @Test
  void whoseStreamsAreTakenFailsAtOnce() {
    assertThatThrownBy(() -> read(new HandoverEntry.ReaderTook(HEIR, ENDPOINTS)))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("another task reads the streams of ledger partition 0");
  }

  @Test
  void aReaderOfAnotherEndpointTakesNothingFromUs() {
    read(new HandoverEntry.ReaderTook(HEIR, Set.of(OTHER)));
    read(new HandoverEntry.ReaderLeft(HEIR, Set.of(OTHER), List.of(new JobId("b"))));

    assertThat(job.cursor().gapAhead()).isFalse();
  }

  @Test
  void aReaderThatSharesOneOfItsEndpointsWithUsTakesOurStreams() {
    assertThatThrownBy(() -> read(new HandoverEntry.ReaderTook(HEIR, Set.of(OTHER, ENDPOINT))))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("another source connector has one of its endpoints too");
  }

  @Test
  void afterAnAbsenceTheLedgerHasToBeReadToItsNewEnd() {
    adoption.endsUnknown();
    assertThat(adoption.replayed()).isFalse();
    adoption.ends(Map.of(0, offset + 1));
    assertThat(adoption.replayed()).isFalse();

    read(new LedgerEntry.Nudge(new JobId("a")));

    assertThat(adoption.replayed()).isTrue();
  }

  private Effect read(LedgerEntry entry) {
    return adoption.read(new LedgerTail.Read(0, offset++, Optional.of(entry)), NOW);
  }

  private static Cursor running(long chunks) {
    return new Cursor(
        JobStatus.IN_PROGRESS, 1, 1, Cursor.NO_RETRIES, 0, chunks, false, false, true, false);
  }
}
