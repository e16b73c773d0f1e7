package io.runpod.kafka.connect.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class LedgerTailTest {
  @Test
  void aRecordSaysWhichLeaderTookIt() {
    ConsumerRecord<byte[], byte[]> record =
        new ConsumerRecord<>(
            "runpod.ledger",
            2,
            9L,
            5L,
            TimestampType.LOG_APPEND_TIME,
            0,
            0,
            null,
            null,
            new RecordHeaders(),
            Optional.of(7));

    assertThat(LedgerTail.read(record))
        .isEqualTo(new LedgerTail.Read(2, 9, Optional.of(7), Optional.empty()));
  }
}
