package io.runpod.kafka.connect.source;

import static io.runpod.kafka.connect.job.Jobs.NOW;
import static io.runpod.kafka.connect.source.ReplayedLedger.ENDPOINT;
import static io.runpod.kafka.connect.source.ReplayedLedger.OTHER;
import static io.runpod.kafka.connect.source.ReplayedLedger.submitted;
import static org.assertj.core.api.Assertions.assertThat;

import io.runpod.kafka.connect.job.EndpointId;
import io.runpod.kafka.connect.job.JobEvent;
import io.runpod.kafka.connect.job.JobLife;
import io.runpod.kafka.connect.ledger.HandoverEntry;
import io.runpod.kafka.connect.ledger.LedgerEntry;
import io.runpod.kafka.connect.ledger.LedgerTail.Read;
import io.runpod.kafka.connect.ledger.LedgerTail.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;

/** Jobs whose endpoint the sink was given before the source was. */
class FollowedLaterTest {
  private static final Set<EndpointId> ONE = Set.of(ENDPOINT);
  private static final Set<EndpointId> BOTH = Set.of(ENDPOINT, OTHER);

  private final OutputRecords records =
      new OutputRecords(
          new SourceSettings.Topics("status", "results", "stream", "health", "commands"),
          Outputs.split(1_000));
  private final List<LedgerEntry> ledger = new ArrayList<>();
  private final List<String> told = new ArrayList<>();
  private Optional<Snapshot> stored = Optional.empty();

  @Test
  void jobsOfAnEndpointThatIsFollowedLaterAreTakenUp() {
    add(submitted("a"), submitted("other-1", OTHER), submitted("b"), submitted("other-2", OTHER));
    add(submitted("c"));
    follow(ONE, ledger.size());
    assertThat(told).containsExactly("a", "b", "c");

    follow(BOTH, ledger.size());

    assertThat(told).containsExactly("a", "b", "c", "other-1", "other-2");
    assertThat(stored.orElseThrow().passedOver()).isEqualTo(PassedOver.NOTHING);
    assertThat(stored.orElseThrow().open().offsets().runs()).isEqualTo(Map.of(0L, 5L));

    follow(BOTH, ledger.size());
    assertThat(told).as("once").hasSize(5);
  }

  @Test
  void aCrashWhileTheyAreTakenUpLosesAndRepeatsNone() {
    add(submitted("a"), submitted("other-1", OTHER), submitted("b"), submitted("other-2", OTHER));
    add(submitted("c"));
    follow(ONE, ledger.size());

    follow(BOTH, 2);
    assertThat(told).containsExactly("a", "b", "c", "other-1");
    assertThat(stored.orElseThrow().open().offsets().runs()).isEqualTo(Map.of(0L, 3L, 4L, 5L));
    follow(BOTH, ledger.size());

    assertThat(told).containsExactly("a", "b", "c", "other-1", "other-2");
    assertThat(stored.orElseThrow().open().offsets().runs()).isEqualTo(Map.of(0L, 5L));
  }

  @Test
  void whatWasToldBeforeTheEndpointWasTakenAwayIsNotToldAgain() {
    add(submitted("a"), submitted("other-1", OTHER));
    follow(BOTH, ledger.size());
    stored =
        stored.map(s -> new Snapshot(s.next(), OpenJobs.NONE, "id", 1, 0)); // all have ended since
    add(submitted("b"), submitted("other-2", OTHER), submitted("c"));
    follow(ONE, ledger.size());

    follow(BOTH, ledger.size());

    assertThat(told).containsExactly("a", "other-1", "b", "c", "other-2");
  }

  @Test
  void jobsThatAnotherSourceFollowedAreNotTakenUp() {
    add(submitted("a"), submitted("other-1", OTHER));
    add(new HandoverEntry.ReaderTook(8, Set.of(OTHER)), submitted("other-2", OTHER));
    add(submitted("b"));
    follow(ONE, ledger.size());
    add(submitted("other-3", OTHER), new HandoverEntry.ReaderLeft(8, Set.of(OTHER), List.of()));
    add(submitted("other-4", OTHER), submitted("c"));
    follow(ONE, ledger.size());

    follow(BOTH, ledger.size());

    assertThat(told).containsExactly("a", "b", "c", "other-4");
  }

  @Test
  void anEndpointThatHasHadNoJobCostsNoLongerReplay() {
    add(submitted("a"));
    follow(ONE, 1);
    Snapshot late = new Snapshot(9_000, OpenJobs.NONE, "id", 1, 0, stored.get().passedOver());

    assertThat(new Remembered(Optional.of(late), BOTH).replayFrom()).isEqualTo(4_000);
    assertThat(
            new Remembered(
                    Optional.of(
                        new Snapshot(
                            9_000,
                            OpenJobs.NONE,
                            "id",
                            1,
                            0,
                            PassedOver.NOTHING.with(OTHER, 6_000))),
                    BOTH)
                .replayFrom())
        .isEqualTo(1_000);
  }

  private void add(LedgerEntry... entries) {
    ledger.addAll(List.of(entries));
  }

  /** A source of these endpoints reads the ledger up to an offset, tells all and is gone. */
  private void follow(Set<EndpointId> endpoints, int end) {
    LedgerPartition partition = new LedgerPartition("runpod.ledger", "id", 1, 0, endpoints, stored);
    Adoption adoption =
        new Adoption(
            List.of(partition),
            endpoints.stream().collect(Collectors.toMap(Function.identity(), id -> true)),
            true,
            new JobLife(99));
    int from = (int) partition.remembered().replayFrom();
    adoption.began(Map.of(0, new Span(from, ledger.size())));
    for (int offset = from; offset < end; offset++) {
      Read read = new Read(0, offset, Optional.of(ledger.get(offset)));
      for (JobEvent event : adoption.read(read, NOW).events()) {
        told.add(event.job().id().value());
        partition.tell(event, records.of(event));
      }
    }
    if (end == ledger.size()) {
      adoption.finish();
    }
    List<SourceRecord> batch = partition.takeBatch(NOW).records();
    if (!batch.isEmpty()) {
      stored = Snapshot.fromMap(batch.get(batch.size() - 1).sourceOffset());
    }
  }
}
