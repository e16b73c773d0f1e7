package io.runpod.kafka.connect.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.runpod.kafka.connect.flow.PartitionHistory.Verdict;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Held against the list of all entries, looked through from its beginning for every record. */
class PartitionHistoryPropertyTest {

  private record Entry(String kind, long offset, long timestamp, int source, long appendedAt) {
    boolean isOf(long wantedOffset, long wantedTimestamp) {
      return offset == wantedOffset && timestamp == wantedTimestamp;
    }
  }

  @Property(tries = 500)
  void skipsARecordOnlyForAnEntryOfItsOffsetAndItsTimestamp(
      @ForAll("entries") @Size(max = 40) List<Entry> entries) {
    PartitionHistory history = new PartitionHistory(1_000);
    List<Entry> valid = new ArrayList<>();
    entries.forEach(entry -> read(entry, history, valid));

    for (long offset = 0; offset < 4; offset++) {
      for (long timestamp = 0; timestamp < 3; timestamp++) {
        PartitionHistory fresh = new PartitionHistory(1_000);
        entries.forEach(entry -> read(entry, fresh, new ArrayList<>()));
        assertThat(fresh.take(offset, timestamp)).isEqualTo(verdict(valid, offset, timestamp));
        // a verdict is given once
        assertThat(fresh.take(offset, timestamp)).isEqualTo(new Verdict.Submit());
      }
    }
    history.forgetBelow(4);
    assertThat(history.isEmpty()).isTrue();
    assertThat(history.oldest()).isEmpty();
  }

  @Property(tries = 500)
  void ofTooMuchItKnowsTheLowestOffsetsWhollyAndSaysWhereToReadOn(
      @ForAll("entries") @Size(max = 40) List<Entry> entries,
      @ForAll @IntRange(min = 1, max = 8) int most) {
    PartitionHistory some = new PartitionHistory(most);
    PartitionHistory all = new PartitionHistory(1_000);
    List<Entry> valid = new ArrayList<>();
    entries.forEach(entry -> read(entry, some, new ArrayList<>()));
    entries.forEach(entry -> read(entry, all, valid));

    some.leftOut()
        .ifPresent(
            leftOut ->
                assertThat(valid)
                    .filteredOn(entry -> entry.offset >= leftOut.from())
                    .allMatch(
                        entry ->
                            // of copies one is enough
                            valid.stream()
                                .filter(copy -> copy.isOf(entry.offset, entry.timestamp))
                                .anyMatch(copy -> copy.appendedAt >= leftOut.since())));
    assertThat(some.oldest().orElse(Long.MAX_VALUE))
        .isLessThanOrEqualTo(all.oldest().orElse(Long.MAX_VALUE));
    for (long offset = 0; offset < 4 && some.covers(offset); offset++) {
      for (long timestamp = 0; timestamp < 3; timestamp++) {
        PartitionHistory fresh = new PartitionHistory(most);
        PartitionHistory whole = new PartitionHistory(1_000);
        entries.forEach(entry -> read(entry, fresh, new ArrayList<>()));
        entries.forEach(entry -> read(entry, whole, new ArrayList<>()));
        assertThat(fresh.take(offset, timestamp)).isEqualTo(whole.take(offset, timestamp));
      }
    }
  }

  private static void read(Entry entry, PartitionHistory history, List<Entry> valid) {
    long offset = entry.offset;
    long timestamp = entry.timestamp;
    switch (entry.kind) {
      case "accepted" -> history.accepted(offset, timestamp, entry.appendedAt, entry.source);
      case "declined" -> history.declined(offset, timestamp, entry.appendedAt, entry.source);
      case "intent" -> history.intent(offset, timestamp, entry.appendedAt, entry.source);
      case "refused" -> {
        history.refused(offset, timestamp);
        valid.removeIf(e -> e.kind.equals("intent") && e.isOf(offset, timestamp));
      }
      default -> {
        history.reset(entry.source);
        // an intent is voided by the reset of the partition its last copy came from
        for (long o = 0; o < 4; o++) {
          for (long t = 0; t < 3; t++) {
            reset(valid, o, t, entry.source);
          }
        }
      }
    }
    if (!entry.kind.equals("refused") && !entry.kind.equals("reset")) {
      valid.add(entry);
    }
  }

  private static void reset(List<Entry> valid, long offset, long timestamp, int source) {
    List<Entry> intents =
        valid.stream().filter(e -> e.kind.equals("intent") && e.isOf(offset, timestamp)).toList();
    if (!intents.isEmpty() && intents.get(intents.size() - 1).source == source) {
      valid.removeAll(intents);
    }
    List<Entry> ends =
        valid.stream().filter(e -> !e.kind.equals("intent") && e.isOf(offset, timestamp)).toList();
    if (!ends.isEmpty() && ends.get(0).source == source) {
      valid.removeAll(ends);
    }
  }

  private static Verdict verdict(List<Entry> valid, long offset, long timestamp) {
    Verdict verdict = new Verdict.Submit();
    for (Entry entry : valid) {
      if (!entry.isOf(offset, timestamp)) {
        continue;
      }
      if (entry.kind.equals("intent")) {
        if (!(verdict instanceof Verdict.Accepted) && !(verdict instanceof Verdict.Declined)) {
          verdict = new Verdict.InDoubt(entry.appendedAt);
        }
      } else if (!(verdict instanceof Verdict.Accepted || verdict instanceof Verdict.Declined)) {
        verdict =
            entry.kind.equals("accepted")
                ? new Verdict.Accepted(entry.appendedAt)
                : new Verdict.Declined(entry.appendedAt);
      }
    }
    return verdict;
  }

  @Provide
  static Arbitrary<List<Entry>> entries() {
    return Combinators.combine(
            Arbitraries.of("accepted", "declined", "intent", "intent", "refused", "reset"),
            Arbitraries.longs().between(0, 3),
            Arbitraries.longs().between(0, 2),
            Arbitraries.integers().between(0, 1),
            Arbitraries.longs().between(1, 1_000))
        .as(Entry::new)
        .list();
  }
}
