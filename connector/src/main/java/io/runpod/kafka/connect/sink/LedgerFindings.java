package io.runpod.kafka.connect.sink;

import io.runpod.kafka.connect.flow.PartitionHistory;
import io.runpod.kafka.connect.job.EndpointId;
import io.runpod.kafka.connect.ledger.Coordinates;
import io.runpod.kafka.connect.ledger.LedgerKind;
import io.runpod.kafka.connect.ledger.LedgerScan;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/**
 * Sorts what a scan of the ledger meets by input partition. Built on the scanning thread, then the
 * task's.
 */
final class LedgerFindings implements LedgerScan.Listener {
  /** Entries that are kept of one scan; about 50 MB. */
  private static final int MOST = 500_000;

  private static final int LEAST = 1_000;

  private final Map<TopicPartition, Long> assignments;
  private final Map<TopicPartition, PartitionHistory> histories = new HashMap<>();
  private final Map<TopicPartition, Long> committed;
  private final Set<EndpointId> endpoints = new HashSet<>();
  private long newestEntry;

  /**
   * @param assignments the partitions that are asked for, with the numbers of their assignments
   * @param committed offsets below which nothing matters, for partitions that have one
   * @param newestEntry append time, in epoch ms, up to which the ledger is known not to matter
   */
  LedgerFindings(
      Map<TopicPartition, Long> assignments,
      Map<TopicPartition, Long> committed,
      long newestEntry) {
    this.assignments = Map.copyOf(assignments);
    this.committed = Map.copyOf(committed);
    this.newestEntry = newestEntry;
    int most = Math.max(LEAST, MOST / Math.max(1, assignments.size()));
    assignments.keySet().forEach(p -> histories.put(p, new PartitionHistory(most)));
  }

  @Override
  public void entry(Coordinates entry, int ledgerPartition, long appendedAt) {
    TopicPartition partition = new TopicPartition(entry.topic(), entry.partition());
    PartitionHistory history = histories.get(partition);
    if (history == null || entry.offset() < committed.getOrDefault(partition, 0L)) {
      return;
    }
    switch (entry.kind()) {
      case LedgerKind.SUBMITTED, LedgerKind.FINISHED, LedgerKind.CANCELLED, LedgerKind.RETRIED ->
          history.accepted(entry.offset(), entry.timestamp(), appendedAt, ledgerPartition);
      case LedgerKind.INTENT ->
          history.intent(entry.offset(), entry.timestamp(), appendedAt, ledgerPartition);
      case LedgerKind.REFUSED -> history.refused(entry.offset(), entry.timestamp());
      case LedgerKind.RETRY_REFUSED ->
          history.declined(entry.offset(), entry.timestamp(), appendedAt, ledgerPartition);
      case LedgerKind.PURGED -> {
        // written to all partitions, and to this one when all others have it
        if (ledgerPartition == 0) {
          history.accepted(entry.offset(), entry.timestamp(), appendedAt, ledgerPartition);
        }
      }
      default -> {
        // other kinds say nothing about whether the record was submitted
      }
    }
  }

  @Override
  public void taken(EndpointId endpoint) {
    endpoints.add(endpoint);
  }

  @Override
  public void reset(int ledgerPartition, Optional<TopicPartition> input) {
    histories.forEach(
        (partition, history) -> {
          if (input.isEmpty() || input.get().equals(partition)) {
            history.reset(ledgerPartition);
          }
        });
  }

  @Override
  public void passed(long appendedAt) {
    newestEntry = Math.max(newestEntry, appendedAt);
  }

  Map<TopicPartition, Long> assignments() {
    return assignments;
  }

  PartitionHistory history(TopicPartition partition) {
    return histories.get(partition);
  }

  /** The first offset of each partition of which the ledger has something that counts. */
  Map<TopicPartition, Long> firstOffsets() {
    Map<TopicPartition, Long> first = new HashMap<>();
    histories.forEach(
        (partition, history) ->
            history.firstOffset().ifPresent(offset -> first.put(partition, offset)));
    return first;
  }

  /** The endpoints that took jobs of the connector, whatever their partition. */
  Set<EndpointId> endpoints() {
    return endpoints;
  }

  long newestEntry() {
    return newestEntry;
  }
}
