package io.runpod.kafka.connect.source;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.errors.ConnectException;

/**
 * What a source task must remember of one ledger partition: the value of its one source offset.
 *
 * @param next ledger offset up to which records have taken effect
 * @param open the jobs below {@code next} that are not over, and how far each is told
 * @param ledgerId ID of the ledger topic the offsets belong to
 * @param ledgerPartitions how many partitions that topic had
 * @param epoch reader that last took the streams of this partition and has not left, 0 if none
 * @param passedOver endpoints whose jobs this source does not follow
 * @param leaderEpoch of the ledger record before {@code next}; empty if it is not known
 */
record Snapshot(
    long next,
    OpenJobs open,
    String ledgerId,
    int ledgerPartitions,
    long epoch,
    PassedOver passedOver,
    Optional<Integer> leaderEpoch) {
  private static final String PARTITION_KEY = "ledger";
  private static final String PASSED_OVER = "passedOver";
  private static final String LEADER_EPOCH = "leaderEpoch";

  /** Version 1 wrote cursors with all their fields, which is read like those without the last. */
  private static final long VERSION = 2;

  /** Of a source that follows all there is. */
  Snapshot(long next, OpenJobs open, String ledgerId, int ledgerPartitions, long epoch) {
    this(next, open, ledgerId, ledgerPartitions, epoch, PassedOver.NOTHING);
  }

  /** Of one that does not know who led the ledger. */
  Snapshot(
      long next,
      OpenJobs open,
      String ledgerId,
      int ledgerPartitions,
      long epoch,
      PassedOver passedOver) {
    this(next, open, ledgerId, ledgerPartitions, epoch, passedOver, Optional.empty());
  }

  /** The key of a ledger partition's offset. One field: the order of several is not reliable. */
  static Map<String, String> sourcePartition(String topic, int partition) {
    return Map.of(PARTITION_KEY, topic + "-" + partition);
  }

  /** The ledger partition of a source partition; nothing if it is not one of this ledger. */
  static Optional<Integer> ledgerPartition(Map<String, ?> partition, String topic) {
    return partition.size() == 1
            && partition.get(PARTITION_KEY) instanceof String name
            && name.startsWith(topic + "-")
            && name.substring(topic.length() + 1).matches("0|[1-9]\\d{0,8}")
        ? Optional.of(Integer.valueOf(name.substring(topic.length() + 1)))
        : Optional.empty();
  }

  Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("version", VERSION);
    map.put("next", next);
    map.put("low", open.low().orElse(next));
    map.put("done", OpenJobsText.ranges(open, next));
    map.put("cursors", OpenJobsText.cursors(open, next));
    map.put("ledger", ledgerId);
    map.put("partitions", (long) ledgerPartitions);
    map.put("epoch", epoch);
    if (!passedOver.equals(PassedOver.NOTHING)) {
      map.put(PASSED_OVER, passedOver.toText());
    }
    leaderEpoch.ifPresent(leader -> map.put(LEADER_EPOCH, (long) leader));
    return map;
  }

  /**
   * Reads a stored offset; fields it does not know are ignored.
   *
   * @return nothing if there is no offset
   * @throws ConnectException if it is not a snapshot this version can read
   */
  static Optional<Snapshot> fromMap(Map<String, ?> map) {
    if (map == null) {
      return Optional.empty();
    }
    long version = number(map, "version");
    if (version < 1 || version > VERSION) {
      throw new ConnectException(
          "the stored source offset has version "
              + version
              + ", this plugin reads up to "
              + VERSION);
    }
    long next = number(map, "next");
    long low = number(map, "low");
    if (low < 0 || next < low) {
      throw new ConnectException(
          "the stored source offset is not a snapshot: low=" + low + ", next=" + next);
    }
    long partitions = number(map, "partitions");
    if (partitions < 1 || partitions > Integer.MAX_VALUE) {
      throw new ConnectException(
          "the stored source offset is not a snapshot: partitions=" + partitions);
    }
    try {
      return Optional.of(
          new Snapshot(
              next,
              OpenJobsText.parse(low, next, text(map, "done"), text(map, "cursors")),
              text(map, "ledger"),
              (int) partitions,
              number(map, "epoch"),
              PassedOver.parse(map.containsKey(PASSED_OVER) ? text(map, PASSED_OVER) : ""),
              map.containsKey(LEADER_EPOCH)
                  ? Optional.of((int) number(map, LEADER_EPOCH))
                  : Optional.empty()));
    } catch (IllegalArgumentException malformed) {
      throw new ConnectException(
          "the stored source offset is not a snapshot: " + malformed.getMessage(), malformed);
    }
  }

  private static long number(Map<String, ?> map, String field) {
    if (map.get(field) instanceof Number number) {
      return number.longValue();
    }
    throw new ConnectException("the stored source offset has no number in field " + field);
  }

  private static String text(Map<String, ?> map, String field) {
    if (map.get(field) instanceof String text) {
      return text;
    }
    throw new ConnectException("the stored source offset has no text in field " + field);
  }
}
