package io.runpod.kafka.connect.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.runpod.kafka.connect.job.EndpointId;
import io.runpod.kafka.connect.job.JobId;
import io.runpod.kafka.connect.job.JobTerms;
import io.runpod.kafka.connect.job.RequestRef;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

class LedgerScanTest {
  private static final String LEDGER = "runpod.ledger";
  private final List<String> told = new ArrayList<>();
  private final MockProducer<String, byte[]> producer =
      new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer());
  private final LedgerWriter writer = new LedgerWriter(LEDGER, producer);

  private final LedgerScan.Listener listener =
      new LedgerScan.Listener() {
        @Override
        public void entry(Coordinates entry, int ledgerPartition, long appendedAt) {
          told.add(
              entry.kind()
                  + " "
                  + entry.topic()
                  + "-"
                  + entry.partition()
                  + "@"
                  + entry.offset()
                  + "/"
                  + entry.timestamp()
                  + " p"
                  + ledgerPartition
                  + " t"
                  + appendedAt);
        }

        @Override
        public void reset(int ledgerPartition, Optional<TopicPartition> input) {
          told.add("reset p" + ledgerPartition + input.map(of -> " " + of).orElse(""));
        }

        @Override
        public void taken(EndpointId endpoint) {
          told.add("taken by " + endpoint);
        }

        @Override
        public void passed(long appendedAt) {
          told.add("t" + appendedAt);
        }
      };

  /** A consumer that finds offsets by time, which the mock does not. */
  private static final class Ledger extends MockConsumer<byte[], byte[]> {
    final Map<TopicPartition, Long> asked = new HashMap<>();
    final Map<TopicPartition, OffsetAndTimestamp> found = new HashMap<>();

    Ledger(int partitions) {
      super("earliest");
      updatePartitions(
          LEDGER,
          java.util.stream.IntStream.range(0, partitions)
              .mapToObj(p -> new PartitionInfo(LEDGER, p, null, null, null))
              .collect(Collectors.toList()));
    }

    @Override
    public synchronized Map<TopicPartition, OffsetAndTimestamp> offsetsForTimes(
        Map<TopicPartition, Long> times) {
      asked.putAll(times);
      return found;
    }
  }

  @Test
  void tellsTheConnectorsEntriesAndResetsByHeadersAlone() {
    append(submitted("sink", 5));
    append(submitted("other", 6));
    append(new LedgerEntry.Intent("sink", request(7), Instant.EPOCH));
    append(new LedgerEntry.Nudge(new JobId("j")));
    append(new LedgerEntry.Reset("other", Optional.empty(), Instant.EPOCH));
    append(new LedgerEntry.Reset("sink", Optional.empty(), Instant.EPOCH));
    append(
        new LedgerEntry.Reset("sink", Optional.of(new TopicPartition("jobs", 2)), Instant.EPOCH));
    Ledger ledger = ledger(1, 0);

    new LedgerScan(LEDGER, "sink").run(ledger, Optional.empty(), listener);

    assertThat(told)
        .containsExactly(
            "t1000",
            "submitted jobs-2@5/99 p0 t1000",
            "taken by e",
            "t1001",
            "t1002",
            "intent jobs-2@7/99 p0 t1002",
            "t1003",
            "t1004",
            "t1005",
            "reset p0",
            "t1006",
            "reset p0 jobs-2");
  }

  @Test
  void readsAMinuteBeforeTheGivenTimeAndNothingWhereNothingIsLater() {
    for (int i = 0; i < 4; i++) {
      append(submitted("sink", i));
    }
    Ledger ledger = ledger(2, 0);
    ledger.found.put(new TopicPartition(LEDGER, 0), new OffsetAndTimestamp(2, 1_002));

    new LedgerScan(LEDGER, "sink").run(ledger, Optional.of(Instant.ofEpochMilli(61_002)), listener);

    assertThat(ledger.asked.values()).containsOnly(1_002L);
    assertThat(told).filteredOn(line -> line.startsWith("submitted")).hasSize(2);
  }

  @Test
  void neverAsksForATimeBeforeTheFirst() {
    Ledger ledger = ledger(1, 0);

    new LedgerScan(LEDGER, "sink").run(ledger, Optional.of(Instant.EPOCH), listener);

    assertThat(ledger.asked.values()).containsOnly(0L);
  }

  @Test
  void endsWhereTheLedgerEndedWhenItBegan() {
    for (int i = 0; i < 4; i++) {
      append(submitted("sink", i));
    }
    Ledger ledger = ledger(1, 0);
    ledger.updateEndOffsets(Map.of(new TopicPartition(LEDGER, 0), 2L));
    ledger.setMaxPollRecords(1);

    new LedgerScan(LEDGER, "sink").run(ledger, Optional.empty(), listener);

    assertThat(told).filteredOn(line -> line.startsWith("submitted")).hasSize(2);
  }

  @Test
  void passesOnThatItMayNotRead() {
    Ledger ledger = ledger(1, 3);
    ledger.schedulePollTask(() -> ledger.setPollException(new AuthorizationException("no")));

    assertThatThrownBy(() -> new LedgerScan(LEDGER, "sink").run(ledger, Optional.empty(), listener))
        .isInstanceOf(AuthorizationException.class);
  }

  private void append(LedgerEntry entry) {
    assertThat(writer.append(0, entry)).isCompleted();
  }

  /** A ledger with what was appended in partition 0, at 1000, 1001, … ms. */
  private Ledger ledger(int partitions, long missing) {
    Ledger ledger = new Ledger(partitions);
    Map<TopicPartition, Long> beginnings = new HashMap<>();
    Map<TopicPartition, Long> ends = new HashMap<>();
    for (int p = 0; p < partitions; p++) {
      beginnings.put(new TopicPartition(LEDGER, p), 0L);
      ends.put(new TopicPartition(LEDGER, p), 0L);
    }
    List<ProducerRecord<String, byte[]>> sent = producer.history();
    ends.put(new TopicPartition(LEDGER, 0), sent.size() + missing);
    ledger.updateBeginningOffsets(beginnings);
    ledger.updateEndOffsets(ends);
    ledger.schedulePollTask(
        () -> {
          for (int i = 0; i < sent.size(); i++) {
            if (ledger.position(new TopicPartition(LEDGER, 0)) <= i) {
              ledger.addRecord(record(sent.get(i), i));
            }
          }
        });
    return ledger;
  }

  private static ConsumerRecord<byte[], byte[]> record(
      ProducerRecord<String, byte[]> sent, int offset) {
    return new ConsumerRecord<>(
        LEDGER,
        0,
        offset,
        1_000 + offset,
        TimestampType.LOG_APPEND_TIME,
        0,
        0,
        sent.key().getBytes(java.nio.charset.StandardCharsets.UTF_8),
        new byte[] {'?'},
        new RecordHeaders(sent.headers()),
        Optional.empty());
  }

  private static LedgerEntry submitted(String connector, long offset) {
    return new LedgerEntry.Submitted(
        new JobId("j" + offset),
        new EndpointId("e"),
        connector,
        request(offset),
        Instant.EPOCH,
        Map.of(),
        JobTerms.NONE);
  }

  private static RequestRef request(long offset) {
    return new RequestRef("jobs", 2, offset, 99, Optional.empty());
  }
}
