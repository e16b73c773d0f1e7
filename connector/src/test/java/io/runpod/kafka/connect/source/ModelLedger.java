package io.runpod.kafka.connect.source;

import io.runpod.kafka.connect.ledger.LedgerEntry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The ledger of the model: lists that only grow. */
final class ModelLedger {
  private final List<List<Record>> partitions = new ArrayList<>();

  record Record(Instant at, LedgerEntry entry) {}

  ModelLedger(int count) {
    for (int i = 0; i < count; i++) {
      partitions.add(new ArrayList<>());
    }
  }

  int partitions() {
    return partitions.size();
  }

  void append(int partition, LedgerEntry entry, Instant now) {
    partitions.get(partition).add(new Record(now, entry));
  }

  int end(int partition) {
    return partitions.get(partition).size();
  }

  Record read(int partition, int offset) {
    return partitions.get(partition).get(offset);
  }
}
