package io.runpod.kafka.connect.metrics;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.Gauge;
import org.apache.kafka.common.metrics.MetricConfig;
import org.apache.kafka.common.metrics.MetricValueProvider;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.common.metrics.Sensor;

/** A worker's metrics for one task, as far as gauges go: none can be added twice. */
public final class FakePluginMetrics implements PluginMetrics {
  private final Map<MetricName, Gauge<?>> gauges = new LinkedHashMap<>();

  /** Metrics that are shown here. */
  public Metrics metrics() {
    return new Metrics(new PluginRegistry(this), Map.of());
  }

  @Override
  public MetricName metricName(
      String name, String description, LinkedHashMap<String, String> tags) {
    return new MetricName(name, "plugins", description, tags);
  }

  @Override
  public void addMetric(MetricName name, MetricValueProvider<?> value) {
    if (gauges.putIfAbsent(name, (Gauge<?>) value) != null) {
      throw new IllegalArgumentException("A metric named '" + name + "' already exists");
    }
  }

  @Override
  public void removeMetric(MetricName name) {
    gauges.remove(name);
  }

  @Override
  public Sensor addSensor(String name) {
    throw new UnsupportedOperationException("sensors of several tasks collide");
  }

  @Override
  public void removeSensor(String name) {
    throw new UnsupportedOperationException("sensors of several tasks collide");
  }

  /**
   * The value of a gauge now.
   *
   * @param tags as in {@code endpoint=e1,operation=run}; empty for none
   */
  public double value(String name, String tags) {
    return gauges.entrySet().stream()
        .filter(gauge -> gauge.getKey().name().equals(name))
        .filter(gauge -> text(gauge.getKey().tags()).equals(tags))
        .map(gauge -> gauge.getValue().value(new MetricConfig(), 0))
        .map(value -> ((Number) value).doubleValue())
        .findFirst()
        .orElseThrow(() -> new AssertionError("no gauge " + name + " of " + tags));
  }

  /** What is shown: description by names of tags and name, as in {@code endpoint requests-open}. */
  public Map<String, String> descriptions() {
    Map<String, String> all = new TreeMap<>();
    for (MetricName name : gauges.keySet()) {
      all.put(String.join(",", name.tags().keySet()) + ' ' + name.name(), name.description());
    }
    return all;
  }

  private static String text(Map<String, String> tags) {
    return tags.entrySet().stream()
        .map(tag -> tag.getKey() + '=' + tag.getValue())
        .collect(Collectors.joining(","));
  }
}
