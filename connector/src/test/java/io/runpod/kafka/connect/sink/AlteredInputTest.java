package io.runpod.kafka.connect.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.Test;

class AlteredInputTest {
  private static final TopicPartition FIRST = new TopicPartition("jobs", 0);
  private static final TopicPartition SECOND = new TopicPartition("jobs", 1);

  @Test
  void takesWhatIsNotBehindTheEnd() {
    altered(FIRST, 0L).requireWithin(Map.of(FIRST, 0L));
    altered(FIRST, 4L).requireWithin(Map.of(FIRST, 4L, SECOND, 1L));
  }

  @Test
  void refusesWhatIsBehindTheEndForTheConsumerWouldBeginAnew() {
    assertThatThrownBy(() -> altered(FIRST, 5L).requireWithin(Map.of(FIRST, 4L)))
        .isInstanceOf(ConnectException.class)
        .hasMessage("jobs-0: kafka_offset=5 is behind the end, which is 4");
  }

  @Test
  void refusesPartitionsThatAreNotThere() {
    assertThatThrownBy(() -> altered(SECOND, 0L).requireWithin(Map.of(FIRST, 4L)))
        .isInstanceOf(ConnectException.class)
        .hasMessage("jobs-1: there is no such partition");
  }

  @Test
  void whatIsTakenAwayNeedNotBeThere() {
    AlteredInput altered = altered(SECOND, null);
    assertThat(altered.partitions()).isEmpty();
    altered.requireWithin(Map.of());
  }

  private static AlteredInput altered(TopicPartition partition, Long offset) {
    Map<TopicPartition, Long> offsets = new HashMap<>();
    offsets.put(partition, offset);
    return new AlteredInput(offsets, new SettingChecks(Map.of("topics", "jobs"), List.of()));
  }
}
