package io.runpod.kafka.connect.source;

import io.runpod.kafka.connect.ledger.LedgerSettings;
import io.runpod.kafka.connect.ledger.LedgerTail.Read;
import io.runpod.kafka.connect.ledger.LedgerTail.Span;
import org.apache.kafka.connect.errors.ConnectException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far one partition of the ledger has been read of what was in it when its end was asked. Owned
 * by the task's thread.
 */
final class Replay {
  private static final Logger LOG = LoggerFactory.getLogger(Replay.class);
  private static final String WAY_OUT =
      " Stop the connector, delete its offsets through Connect's REST interface and start it again;"
          + " it then reads the ledger from its beginning.";

  private final LedgerPartition partition;
  private long position = -1;
  private long end = Long.MAX_VALUE;

  Replay(LedgerPartition partition) {
    this.partition = partition;
  }

  /**
   * The partition is being read from here to there; behind the end is what is new.
   *
   * @throws ConnectException if the stored offset is behind the end: what is still to come below it
   *     would be taken for what is over
   */
  void began(Span span) {
    requireWithin(partition.progress().next(), span.end(), partition.number());
    position = span.start();
    end = span.end();
    long wanted = partition.remembered().neededFrom();
    if (span.start() > wanted && wanted > 0) {
      LOG.warn(
          "ledger records from offset={} to {} of partition={} are gone by retention;"
              + " jobs in them are lost to this connector",
          wanted,
          span.start(),
          partition.number());
    }
  }

  /**
   * An end that a consumer is told never goes back while the brokers lose nothing, and is at least
   * one behind every record it was given; so an offset that was taken from what was read is within.
   */
  static void requireWithin(long next, long end, int partition) {
    if (next > end) {
      throw new ConnectException(
          LedgerSettings.TOPIC
              + ": partition "
              + partition
              + " of the ledger ends at offset "
              + end
              + ", and the source offset says next="
              + next
              + ": it was set to that, or the brokers have lost the ledger's last records."
              + WAY_OUT);
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

  /**
   * This record is taken up next.
   *
   * @throws ConnectException if it stands in the place of the last one that took effect: those from
   *     where the ledger was cut on are new, and would be taken for what is over
   */
  void read(Read read) {
    if (partition.remembered().tookAnother(read.offset(), read.leaderEpoch())) {
      throw new ConnectException(
          LedgerSettings.TOPIC
              + ": partition "
              + read.partition()
              + " of the ledger has another record at offset "
              + read.offset()
              + " than the one that was read there, by its leader epoch: the brokers have lost the"
              + " ledger's last records and took others since, or the source offset was edited."
              + WAY_OUT);
    }
    position = read.offset() + 1;
  }

  boolean over() {
    return position >= end;
  }
}
