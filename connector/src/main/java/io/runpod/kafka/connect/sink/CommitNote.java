package io.runpod.kafka.connect.sink;

import java.time.Instant;
import java.util.Optional;

/**
 * What a commit's metadata says to the next owner of the partition: no ledger entry about a record
 * the commit does not cover was appended before {@code since}.
 */
record CommitNote(Instant since) {
  private static final String PREFIX = "since=";

  String text() {
    return PREFIX + since.toEpochMilli();
  }

  /** Nothing if the metadata is somebody else's. */
  static Optional<CommitNote> parse(String metadata) {
    if (metadata == null || !metadata.matches("since=\\d{1,15}")) {
      return Optional.empty();
    }
    long millis = Long.parseLong(metadata.substring(PREFIX.length()));
    return Optional.of(new CommitNote(Instant.ofEpochMilli(millis)));
  }
}
