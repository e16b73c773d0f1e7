package io.runpod.kafka.connect.sink;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * What the commits of newly opened partitions say of where the ledger matters.
 *
 * @param offsets of the commits that count: below them nothing matters
 * @param notes those of them with a note: before that time nothing matters
 * @param anew partitions of topics that were created anew: their commits are of others
 */
record FormerCommits(
    Map<TopicPartition, Long> offsets,
    Map<TopicPartition, Instant> notes,
    Set<TopicPartition> anew) {
  /**
   * @param commits of those partitions that have one
   * @param topics which topics there are under the partitions' names now, as far as that is known
   * @param knownAnew partitions of topics that are known to have been created anew
   */
  static FormerCommits of(
      Map<TopicPartition, OffsetAndMetadata> commits,
      Map<String, TopicId> topics,
      Set<TopicPartition> knownAnew) {
    Map<TopicPartition, Long> offsets = new HashMap<>();
    Map<TopicPartition, Instant> notes = new HashMap<>();
    Set<TopicPartition> anew = new HashSet<>(knownAnew);
    commits.forEach(
        (partition, commit) -> {
          Optional<CommitNote> note = CommitNote.parse(commit.metadata());
          if (note.isPresent() && isAnew(note.get(), topics.get(partition.topic()))) {
            anew.add(partition);
          }
          offsets.put(partition, commit.offset());
          note.ifPresent(said -> notes.put(partition, said.since()));
        });
    offsets.keySet().removeAll(anew);
    notes.keySet().removeAll(anew);
    return new FormerCommits(offsets, notes, anew);
  }

  private static boolean isAnew(CommitNote note, TopicId now) {
    return now != null && note.topic().filter(now::replaces).isPresent();
  }

  /** Those of the partitions that have a note. */
  Map<TopicPartition, Long> noted(Map<TopicPartition, Long> opened) {
    Map<TopicPartition, Long> noted = new HashMap<>(opened);
    noted.keySet().retainAll(notes.keySet());
    return noted;
  }

  /** Those of the partitions that have none: for them the whole ledger matters. */
  Map<TopicPartition, Long> unnoted(Map<TopicPartition, Long> opened) {
    Map<TopicPartition, Long> unnoted = new HashMap<>(opened);
    unnoted.keySet().removeAll(notes.keySet());
    return unnoted;
  }

  /** Since when the ledger matters for those with a note; nothing if there are none. */
  Optional<Instant> since() {
    return notes.values().stream().min(Instant::compareTo);
  }
}
