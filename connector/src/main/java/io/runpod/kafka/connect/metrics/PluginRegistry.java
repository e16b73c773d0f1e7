package io.runpod.kafka.connect.metrics;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.common.metrics.Gauge;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The worker's own metrics, as {@code kafka.connect:type=plugins,connector=…,task=…}. Connect adds
 * the first two tags and removes the gauges when the task is gone. Only gauges are used: Connect
 * mixes the sensors of a connector's tasks up.
 */
final class PluginRegistry implements Registry {
  private static final Logger LOG = LoggerFactory.getLogger(PluginRegistry.class);

  private final PluginMetrics metrics;

  PluginRegistry(PluginMetrics metrics) {
    this.metrics = metrics;
  }

  @Override
  public void add(
      String name, String description, Map<String, String> tags, Supplier<? extends Number> value) {
    Gauge<Number> gauge = (config, now) -> value.get();
    try {
      metrics.addMetric(metrics.metricName(name, description, new LinkedHashMap<>(tags)), gauge);
    } catch (IllegalArgumentException taken) {
      // a task before this one that never ended: no reason for this one not to work
      LOG.warn("metric={} of tags={} is not shown: {}", name, tags, taken.getMessage());
    }
  }

  @Override
  public void close() {
    // Connect's to do
  }
}
