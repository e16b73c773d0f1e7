package io.runpod.kafka.connect.source;

import io.runpod.kafka.connect.ledger.LedgerEnds;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.connect.errors.ConnectException;

/** Source offsets that somebody wants to set; only what a source wrote itself is taken. */
final class AlteredOffsets {
  private final Map<Integer, Snapshot> snapshots = new HashMap<>();

  /**
   * @param topic the ledger
   * @param offsets by source partition; one that is null is to be deleted
   * @throws ConnectException naming what does not have the form
   */
  AlteredOffsets(String topic, Map<Map<String, ?>, Map<String, ?>> offsets) {
    offsets.forEach(
        (partition, offset) -> {
          int number =
              Snapshot.ledgerPartition(partition, topic)
                  .orElseThrow(
                      () ->
                          new ConnectException(
                              "not a source partition of this connector: "
                                  + partition
                                  + "; write {\"ledger\":\""
                                  + topic
                                  + "-<partition>\"}"));
          Snapshot.fromMap(offset).ifPresent(snapshot -> snapshots.put(number, snapshot));
        });
  }

  /** Nothing but offsets to delete. */
  boolean deleteOnly() {
    return snapshots.isEmpty();
  }

  /**
   * @throws ConnectException naming what does not fit the ledger
   */
  void requireFit(LedgerEnds ledger) {
    snapshots.forEach(
        (number, snapshot) -> {
          if (number >= ledger.topic().partitions()) {
            throw new ConnectException(
                "not a source partition of this connector: "
                    + ledger.topic().name()
                    + " has no partition "
                    + number
                    + ", only 0 to "
                    + (ledger.topic().partitions() - 1));
          }
          RunpodSourceTask.requireSameLedger(snapshot, ledger.topic());
          Replay.requireWithin(snapshot.next(), ledger.ends().get(number), number);
        });
  }
}
