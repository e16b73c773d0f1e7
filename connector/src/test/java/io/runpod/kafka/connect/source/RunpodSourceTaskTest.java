package io.runpod.kafka.connect.source;

import static io.runpod.kafka.connect.source.SourcePartsTest.ENDPOINT;
import static io.runpod.kafka.connect.source.SourcePartsTest.FIRST_OF_TWO;
import static io.runpod.kafka.connect.source.SourcePartsTest.takeAll;
import static org.assertj.core.api.Assertions.assertThat;

import io.runpod.kafka.connect.api.Operation;
import io.runpod.kafka.connect.api.Quotas;
import io.runpod.kafka.connect.flow.Pace;
import io.runpod.kafka.connect.ledger.LedgerTopic;
import io.runpod.kafka.connect.metrics.FakePluginMetrics;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.connect.source.SourceTaskContext;
import org.apache.kafka.connect.storage.OffsetStorageReader;
import org.junit.jupiter.api.Test;

class RunpodSourceTaskTest {
  private static final LedgerTopic LEDGER = new LedgerTopic("runpod.ledger", "id", 4);

  @Test
  void aTaskThatStopsGivesBackThePollsThatItHasInItsWorker() {
    RunpodSourceTask task = new RunpodSourceTask();
    task.initialize(new WorkerWithoutOffsets());
    try (Quotas shares = new Quotas(FIRST_OF_TWO.get("name"), ENDPOINT, 1)) {
      Pace second = shares.of(Operation.STATUS, 10_000);
      task.follow(SourceSettings.of(FIRST_OF_TWO), FIRST_OF_TWO, LEDGER);
      // a burst of its own, and one of what the first leaves unused
      assertThat(takeAll(second, Duration.ofSeconds(20))).isEqualTo(50 + 100);

      task.stop();

      assertThat(takeAll(second, Duration.ofSeconds(40))).isEqualTo(100);
    } finally {
      task.stop();
    }
  }

  private static final class WorkerWithoutOffsets implements SourceTaskContext {
    @Override
    public Map<String, String> configs() {
      return FIRST_OF_TWO;
    }

    @Override
    public OffsetStorageReader offsetStorageReader() {
      return new OffsetStorageReader() {
        @Override
        public <T> Map<String, Object> offset(Map<String, T> partition) {
          return Map.of();
        }

        @Override
        public <T> Map<Map<String, T>, Map<String, Object>> offsets(
            Collection<Map<String, T>> partitions) {
          return Map.of();
        }
      };
    }

    @Override
    public PluginMetrics pluginMetrics() {
      return new FakePluginMetrics();
    }
  }
}
