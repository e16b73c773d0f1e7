package io.runpod.kafka.connect.source;

import io.runpod.kafka.connect.ledger.LedgerTail.Span;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far one partition of the ledger has been read of what was in it when its end was asked. Owned
 * by the task's thread.
 */
final class Replay {
  private static final Logger LOG = LoggerFactory.getLogger(Replay.class);

  private final LedgerPartition partition;
  private long position = -1;
  private long end = Long.MAX_VALUE;

  Replay(LedgerPartition partition) {
    this.partition = partition;
  }

  /** The partition is being read from here to there; behind the end is what is new. */
  void began(Span span) {
    position = span.start();
    end = span.end();
    long wanted = partition.neededFrom();
    if (span.start() > wanted && wanted > 0) {
      LOG.warn(
          "ledger records from offset={} to {} of partition={} are gone by retention;"
              + " jobs in them are lost to this connector",
          wanted,
          span.start(),
          partition.number());
    }
  }

  /** It may have grown unseen: it is to be read up to where it ends now. */
  void endUnknown() {
    end = Long.MAX_VALUE;
  }

  /** Where that is. */
  void ends(long offset) {
    end = offset;
  }

  void read(long offset) {
    position = offset + 1;
  }

  boolean over() {
    return position >= end;
  }
}
