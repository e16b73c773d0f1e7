package io.runpod.kafka.connect.sink;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;
import static java.util.stream.Collectors.toUnmodifiableSet;

import io.runpod.kafka.connect.flow.PartitionHistory;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** The input partitions a task has now. Owned by the task's thread, but for {@link #topics}. */
final class InputPartitions {
  private final Map<TopicPartition, InputPartition> partitions = new HashMap<>();
  private volatile Set<String> topics = Set.of();
  private long assignments;

  /** Append time of the newest ledger entry seen, epoch ms; 0 while none was. */
  private long newestEntry;

  /** What the ledger's clock said, epoch ms, when it was this time here, ns; 0 while unknown. */
  private long ledgerTime;

  private long ledgerTimeAt;

  /** Begins a new assignment of each partition; returns their numbers. */
  Map<TopicPartition, Long> open(Collection<TopicPartition> opened) {
    Map<TopicPartition, Long> numbers = new HashMap<>();
    for (TopicPartition partition : opened) {
      InputPartition begun = new InputPartition(++assignments);
      partitions.put(partition, begun);
      numbers.put(partition, begun.assignment());
    }
    topics = namesNow();
    return numbers;
  }

  /** The place of a partition is taken by one that is read from its start. */
  InputPartition startOver(TopicPartition partition) {
    InputPartition begun = new InputPartition(++assignments);
    begun.topic().fromStart();
    partitions.put(partition, begun);
    return begun;
  }

  /** Tells the partitions which topics their names stand for. */
  void seen(Map<String, TopicId> topics) {
    partitions.forEach(
        (partition, input) ->
            Optional.ofNullable(topics.get(partition.topic()))
                .ifPresent(topic -> input.topic().seen(partition, topic)));
  }

  /** Forgets the partitions; returns the numbers of the assignments that ended. */
  Map<TopicPartition, Long> close(Collection<TopicPartition> closed) {
    Map<TopicPartition, Long> numbers = new HashMap<>();
    for (TopicPartition partition : closed) {
      InputPartition ended = partitions.remove(partition);
      if (ended != null) {
        numbers.put(partition, ended.assignment());
      }
    }
    topics = namesNow();
    return numbers;
  }

  Optional<InputPartition> of(TopicPartition partition) {
    return Optional.ofNullable(partitions.get(partition));
  }

  /** The assignment a submission was made in; nothing if it has ended. */
  Optional<InputPartition> of(Submission submission) {
    return of(submission.partition()).filter(p -> p.assignment() == submission.assignment());
  }

  private Set<String> namesNow() {
    return partitions.keySet().stream().map(TopicPartition::topic).collect(toUnmodifiableSet());
  }

  /** The topics the partitions are of. Any thread. */
  Set<String> topics() {
    return topics;
  }

  InputTopic topic(TopicPartition partition) {
    return partitions.get(partition).topic();
  }

  /** Where the ledger has to be read again, for it had more than is kept; asked for once. */
  Map<TopicPartition, PartitionHistory.LeftOut> readOn() {
    Map<TopicPartition, PartitionHistory.LeftOut> leftOut = new HashMap<>();
    partitions.forEach(
        (partition, input) -> input.readOn().ifPresent(from -> leftOut.put(partition, from)));
    return leftOut;
  }

  Map<TopicPartition, Long> assignments(Set<TopicPartition> of) {
    return of.stream().collect(toMap(p -> p, p -> partitions.get(p).assignment()));
  }

  Collection<InputPartition> all() {
    return partitions.values();
  }

  Set<TopicPartition> which(Predicate<InputPartition> rule) {
    return partitions.entrySet().stream()
        .filter(entry -> rule.test(entry.getValue()))
        .map(Map.Entry::getKey)
        .collect(toSet());
  }

  Set<TopicPartition> assigned() {
    return partitions.keySet();
  }

  /**
   * The ledger has an entry of that time.
   *
   * @param appendedAt by the ledger's clock, epoch ms
   * @param now in ns of a monotonic clock
   */
  void entrySeen(long appendedAt, long now) {
    newestEntry = Math.max(newestEntry, appendedAt);
    if (appendedAt > ledgerTime(now)) {
      ledgerTime = appendedAt;
      ledgerTimeAt = now;
    }
  }

  /** A time that the ledger's clock has reached, whatever the clock of this machine says. */
  private long ledgerTime(long now) {
    return ledgerTime == 0 ? 0 : ledgerTime + TimeUnit.NANOSECONDS.toMillis(now - ledgerTimeAt);
  }

  long newestEntry() {
    return newestEntry;
  }

  /** What to commit, where the consumer is at {@code consumed}; {@code now} is monotonic, in ns. */
  Map<TopicPartition, OffsetAndMetadata> toCommit(
      Map<TopicPartition, OffsetAndMetadata> consumed, long now) {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    consumed.forEach(
        (partition, position) -> {
          InputPartition input = partitions.get(partition);
          if (input != null && input.mayCommit()) {
            long offset = input.toCommit(position.offset());
            CommitNote note = new CommitNote(since(input, now), input.topic().id());
            offsets.put(partition, new OffsetAndMetadata(offset, note.text()));
          }
        });
    return offsets;
  }

  /** An idle sink's note grows with the time, or a restart would read what others wrote since. */
  private Instant since(InputPartition input, long now) {
    OptionalLong since = input.since();
    if (since.isPresent()) {
      return Instant.ofEpochMilli(since.getAsLong());
    }
    Instant newest = Instant.ofEpochMilli(newestEntry);
    Instant idle = CommitNote.ofNothing(Instant.ofEpochMilli(ledgerTime(now)));
    return newest.isAfter(idle) ? newest : idle;
  }

  int unfinished() {
    return partitions.values().stream().mapToInt(InputPartition::unfinished).sum();
  }

  long bytes() {
    return partitions.values().stream().mapToLong(InputPartition::bytes).sum();
  }

  /** When the oldest unfinished record was taken in, in ns of a monotonic clock. */
  OptionalLong oldest() {
    return partitions.values().stream()
        .map(InputPartition::oldest)
        .filter(OptionalLong::isPresent)
        .map(OptionalLong::getAsLong)
        .min((a, b) -> Long.compare(a - b, 0))
        .map(OptionalLong::of)
        .orElse(OptionalLong.empty());
  }
}
