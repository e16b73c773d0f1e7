package io.runpod.kafka.connect.sink;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a commit's metadata says to the next owner of the partition: no ledger entry about a record
 * the commit does not cover was appended before {@code since}.
 *
 * @param topic the topic whose offset it is, where that is known
 */
record CommitNote(Instant since, Optional<TopicId> topic) {
  private static final Pattern TEXT = Pattern.compile("since=(\\d{1,15})(?: topic=(\\S+))?");

  /**
   * What holds where nothing is under way and the ledger's clock says {@code ledgerTime}: its
   * brokers have a clock each, and a commit an hour is enough.
   */
  static Instant ofNothing(Instant ledgerTime) {
    return ledgerTime.minus(Duration.ofHours(1)).truncatedTo(ChronoUnit.HOURS);
  }

  String text() {
    return "since=" + since.toEpochMilli() + topic.map(id -> " topic=" + id.text()).orElse("");
  }

  /** Nothing if the metadata is somebody else's. */
  static Optional<CommitNote> parse(String metadata) {
    Matcher matcher = TEXT.matcher(metadata == null ? "" : metadata);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    Instant since = Instant.ofEpochMilli(Long.parseLong(matcher.group(1)));
    return Optional.of(
        new CommitNote(since, Optional.ofNullable(matcher.group(2)).flatMap(TopicId::parse)));
  }
}
