package io.runpod.kafka.connect.source;

import java.time.Duration;

/**
 * How often a snapshot is written, by its size: so rarely that it costs about 1 KiB for each result
 * it comes with, but never so rarely that a record waits long. The wait counts from the snapshot
 * before, so a record that comes alone does not wait at all. Pure.
 */
final class SnapshotPace {
  /** Up to here a snapshot costs no more than the records it comes with. */
  static final long SMALL = 1024;

  /** Up to here a record waits for a second at the most. */
  static final long LARGE = 256 * 1024;

  /** From here on no new jobs are taken up: Kafka takes records of up to 1 MB by default. */
  static final long TOO_LARGE = 700 * 1024;

  private static final long BYTES_PER_RESULT = 1024;
  private static final long BYTES_PER_SECOND = 16 * 1024;
  private static final long BYTES_PER_MORE_SECOND = 64 * 1024;
  private static final Duration LONGEST = Duration.ofSeconds(1);

  private SnapshotPace() {}

  /**
   * How long after the snapshot before the next one is due.
   *
   * @param bytes size of the snapshot
   * @param results how many results are waiting to be told
   */
  static Duration linger(long bytes, int results) {
    if (bytes <= SMALL || bytes <= results * BYTES_PER_RESULT) {
      return Duration.ZERO;
    } else if (bytes <= LARGE) {
      Duration linger = Duration.ofMillis(bytes * 1_000 / BYTES_PER_SECOND);
      return linger.compareTo(LONGEST) < 0 ? linger : LONGEST;
    }
    return LONGEST.plusMillis((bytes - LARGE) * 1_000 / BYTES_PER_MORE_SECOND);
  }

  /** True if new jobs may be taken up though the snapshot has this size. */
  static boolean readsOn(long bytes) {
    return bytes < TOO_LARGE;
  }
}
