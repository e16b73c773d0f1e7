package io.runpod.kafka.connect.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.runpod.kafka.connect.job.CareTaken;
import io.runpod.kafka.connect.job.CareTaken.Asked;
import io.runpod.kafka.connect.job.Cursor;
import io.runpod.kafka.connect.job.JobStatus;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.kafka.connect.errors.ConnectException;

class SnapshotTest {
  private static final long NOW = 1_795_000_000_000L;

  private static final int GAP_TOLD = 2;
  private static final int STARTED = 4;
  private static final int OVER = 8;

  @Property(tries = 300)
  void readsBackWhatItWrote(@ForAll("snapshots") Snapshot snapshot) {
    assertThat(Snapshot.fromMap(snapshot.toMap())).contains(snapshot);
  }

  @Property(tries = 100)
  void readsBackWhatAJsonConverterMadeOfIt(@ForAll("snapshots") Snapshot snapshot) {
    Map<String, Object> stored = new HashMap<>(snapshot.toMap());
    stored.put("partitions", Integer.valueOf(snapshot.ledgerPartitions()));
    stored.put("addedLater", "unknown to this version");

    assertThat(Snapshot.fromMap(stored)).contains(snapshot);
  }

  /** The text is what the last plugin with version 1 wrote of these very jobs. */
  @Example
  void readsWhatVersionOneWrote() throws IOException {
    TreeMap<Long, Cursor> jobs = new TreeMap<>();
    jobs.put(40L, cursor(JobStatus.IN_PROGRESS, 3, 1, 2, 0x7abcdef0, 5, GAP_TOLD | STARTED));
    jobs.put(41L, Cursor.QUEUED);
    jobs.put(42L, Cursor.QUEUED);
    jobs.put(50L, cursor(JobStatus.of("FAILED"), 7, 2, -1, 0, 0, STARTED | OVER));
    jobs.put(51L, askedToCancel(12));
    jobs.put(60L, cursor(JobStatus.of("PAUSED:BY;US"), 1, 1, -1, 0, 0, STARTED));

    assertThat(Snapshot.fromMap(recorded()))
        .contains(
            new Snapshot(100, OpenJobs.of(jobs), "f3Jx0aYLQ1mC5-vC1bDPVw", 4, 1_795_000_123_456L));
  }

  private static Map<String, Object> recorded() throws IOException {
    try (InputStream in = SnapshotTest.class.getResourceAsStream("/snapshot-version-1.json")) {
      return new ObjectMapper().readValue(in, new TypeReference<>() {});
    }
  }

  private static Cursor askedToCancel(long chunks) {
    CareTaken care = new CareTaken(1_795_000_000_000L, Asked.CANCEL);
    return new Cursor(
        JobStatus.IN_PROGRESS, 1, 1, Cursor.NO_RETRIES, 0, chunks, true, false, true, false, care);
  }

  @Example
  void readsWhatVersionsWroteThatTookNoCareOfJobs() {
    Map<String, Object> old = new HashMap<>(new Snapshot(1, OpenJobs.NONE, "id", 4, 0).toMap());
    old.put("low", 0L);
    old.put("done", "1,0");
    old.put("version", 1L);
    old.put("cursors", "0::::::5:a");

    Cursor cursor = Snapshot.fromMap(old).orElseThrow().open().cursorAt(0L).orElseThrow();

    assertThat(cursor.chunks()).isEqualTo(5);
    assertThat(cursor.care()).isEqualTo(CareTaken.NONE);
  }

  @Example
  void jobsThatNeedNoCareTakeNoMoreRoomForIt() {
    TreeMap<Long, Cursor> one = new TreeMap<>(Map.of(0L, running(5)));

    assertThat(new Snapshot(1, OpenJobs.of(one), "id", 4, 0).toMap().get("cursors"))
        .asString()
        .endsWith(":5");
  }

  @Example
  void aJobThatOnlyRunsTakesTwoBytes() {
    TreeMap<Long, Cursor> many = new TreeMap<>();
    for (long i = 0; i < 1_000; i++) {
      many.put(i, Cursor.QUEUED);
    }
    int queued = size(new Snapshot(1_000, OpenJobs.of(many), "id", 4, 0));
    many.replaceAll(
        (offset, cursor) ->
            new Cursor(
                JobStatus.IN_PROGRESS, 1, 1, Cursor.NO_RETRIES, 0, 0, false, false, true, false));

    assertThat(size(new Snapshot(1_000, OpenJobs.of(many), "id", 4, 0)) - queued)
        .isLessThanOrEqualTo(2_000);
  }

  @Example
  void readsARangeOfAnySizeInNoRoom() {
    Map<String, Object> huge = new HashMap<>(new Snapshot(0, OpenJobs.NONE, "id", 4, 0).toMap());
    huge.put("next", Long.MAX_VALUE);
    huge.put("done", Long.toString(Long.MAX_VALUE, 36));

    assertThat(Snapshot.fromMap(huge).orElseThrow().open().low()).contains(0L);
  }

  @Example
  void theSizeFollowsLiveJobsNotFinishedOnes() {
    TreeMap<Long, Cursor> one = new TreeMap<>();
    one.put(7L, running(3));
    Snapshot young = new Snapshot(8, OpenJobs.of(one), "id", 4, 0);
    Snapshot old = new Snapshot(5_000_000, OpenJobs.of(one), "id", 4, 0);

    assertThat(size(old) - size(young)).isLessThan(20);
  }

  @Example
  void tenThousandRunningJobsFitIntoAQuarterOfAMebibyte() {
    TreeMap<Long, Cursor> many = new TreeMap<>();
    for (long i = 0; i < 10_000; i++) {
      many.put(1_000_000 + 3 * i, running(i % 500));
    }
    assertThat(size(new Snapshot(1_030_000, OpenJobs.of(many), "id", 4, 0))).isLessThan(256 * 1024);
  }

  @Example
  void readsOffsetsThatDoNotSayWhoLedTheLedger() {
    Snapshot led = new Snapshot(5, OpenJobs.NONE, "id", 4, 0, PassedOver.NOTHING, Optional.of(7));
    Map<String, Object> older = new HashMap<>(led.toMap());
    assertThat(older.remove("leaderEpoch")).isEqualTo(7L);

    assertThat(Snapshot.fromMap(older)).contains(new Snapshot(5, OpenJobs.NONE, "id", 4, 0));
  }

  @Example
  void refusesWhatIsNotASnapshotAndSaysWhy() {
    Map<String, Object> good = new Snapshot(5, OpenJobs.NONE, "id", 4, 0).toMap();

    assertThatThrownBy(() -> Snapshot.fromMap(with(good, "next", -1L)))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("next");
    assertThatThrownBy(() -> Snapshot.fromMap(with(good, "version", 3L)))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("version 3");
    assertThatThrownBy(() -> Snapshot.fromMap(with(good, "done", "zz,1")))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("done");
    assertThatThrownBy(() -> Snapshot.fromMap(with(good, "cursors", "1:P")))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("cursor");
    assertThatThrownBy(() -> Snapshot.fromMap(with(good, "leaderEpoch", "7")))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("leaderEpoch");
    assertThatThrownBy(() -> Snapshot.fromMap(Map.of("position", 3L)))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("version");
  }

  private static Map<String, Object> with(Map<String, Object> map, String key, Object value) {
    Map<String, Object> changed = new HashMap<>(map);
    changed.put(key, value);
    return changed;
  }

  private static int size(Snapshot snapshot) {
    return snapshot.toMap().toString().length();
  }

  private static Cursor running(long chunks) {
    return new Cursor(
        JobStatus.IN_PROGRESS,
        1,
        1,
        Cursor.NO_RETRIES,
        0x7abcdef0,
        chunks,
        false,
        false,
        true,
        false);
  }

  private static Cursor cursor(
      JobStatus status,
      long sequence,
      int attempt,
      int retries,
      int progress,
      long chunks,
      int flags) {
    return new Cursor(
        status,
        sequence,
        attempt,
        retries,
        progress,
        chunks,
        (flags & 1) != 0,
        (flags & 2) != 0,
        (flags & 4) != 0,
        (flags & 8) != 0,
        new CareTaken((flags & 16) == 0 ? 0 : NOW, Asked.values()[flags >> 5]));
  }

  @Provide
  Arbitrary<Snapshot> snapshots() {
    Arbitrary<JobStatus> status =
        Arbitraries.of("IN_QUEUE", "IN_PROGRESS", "COMPLETED", "FAILED", "A NEW:WORD;ü")
            .map(JobStatus::of);
    Arbitrary<Cursor> past =
        Combinators.combine(
                status,
                Arbitraries.longs().between(0, 1_000),
                Arbitraries.integers().between(1, 9),
                Arbitraries.integers().between(-1, 3),
                Arbitraries.integers(),
                Arbitraries.longs().between(0, Long.MAX_VALUE),
                Arbitraries.integers().between(0, 127))
            .as(SnapshotTest::cursor);
    Arbitrary<Cursor> cursor = Arbitraries.oneOf(Arbitraries.just(Cursor.QUEUED), past);
    Arbitrary<Map<Long, Cursor>> open =
        Arbitraries.maps(Arbitraries.longs().between(100, 400), cursor).ofMaxSize(60);
    Arbitrary<Optional<Integer>> leaderEpoch = Arbitraries.integers().greaterOrEqual(0).optional();
    return Combinators.combine(open, Arbitraries.longs().between(0, 500), leaderEpoch)
        .as(
            (jobs, beyond, leader) -> {
              TreeMap<Long, Cursor> sorted = new TreeMap<>(jobs);
              long next = (sorted.isEmpty() ? 0 : sorted.lastKey() + 1) + beyond;
              return new Snapshot(
                  next, OpenJobs.of(sorted), "topic-id", 4, beyond, PassedOver.NOTHING, leader);
            });
  }
}
