package io.runpod.kafka.connect.sink;

import io.runpod.kafka.connect.metrics.FakePluginMetrics;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.connect.sink.ErrantRecordReporter;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTaskContext;

/** What Connect gives a sink task, written down instead of done. */
final class FakeContext implements SinkTaskContext {
  final Set<TopicPartition> paused = new HashSet<>();
  final Map<TopicPartition, Long> setBack = new HashMap<>();
  final List<String> deadLetters = new ArrayList<>();
  Optional<CompletableFuture<Void>> reportFuture = Optional.empty();
  boolean hasReporter = true;
  long timeoutMs = -1;
  int commitsAsked;
  final FakePluginMetrics metrics = new FakePluginMetrics();

  @Override
  public ErrantRecordReporter errantRecordReporter() {
    return hasReporter ? this::report : null;
  }

  private Future<Void> report(SinkRecord record, Throwable error) {
    deadLetters.add(error.getMessage());
    return reportFuture.orElse(CompletableFuture.completedFuture(null));
  }

  @Override
  public Map<String, String> configs() {
    return Map.of();
  }

  @Override
  public void offset(Map<TopicPartition, Long> offsets) {
    setBack.putAll(offsets);
  }

  @Override
  public void offset(TopicPartition partition, long offset) {
    setBack.put(partition, offset);
  }

  @Override
  public void timeout(long timeoutMs) {
    this.timeoutMs = timeoutMs;
  }

  @Override
  public Set<TopicPartition> assignment() {
    return Set.of();
  }

  @Override
  public void pause(TopicPartition... partitions) {
    paused.addAll(Arrays.asList(partitions));
  }

  @Override
  public void resume(TopicPartition... partitions) {
    Arrays.asList(partitions).forEach(paused::remove);
  }

  @Override
  public void requestCommit() {
    commitsAsked++;
  }

  @Override
  public PluginMetrics pluginMetrics() {
    return metrics;
  }
}
