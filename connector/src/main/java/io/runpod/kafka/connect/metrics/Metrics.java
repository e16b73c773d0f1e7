package io.runpod.kafka.connect.metrics;

import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.connect.sink.SinkTaskContext;
import org.apache.kafka.connect.source.SourceTaskContext;

/**
 * The gauges of one task: the worker's plugin metrics where it has them (Connect 4.1 and later),
 * MBeans of our own elsewhere. What is shown is asked by the threads of others, so it is volatile
 * or atomic; nobody locks for it.
 */
public final class Metrics implements AutoCloseable {
  private final Registry registry;
  private final Map<String, String> tags;

  Metrics(Registry registry, Map<String, String> tags) {
    this.registry = registry;
    this.tags = tags;
  }

  /**
   * @param connector name, and {@code task} number, for a worker that does not add them itself
   */
  public static Metrics of(SinkTaskContext context, String connector, int task) {
    try {
      return new Metrics(new PluginRegistry(context.pluginMetrics()), Map.of());
    } catch (NoSuchMethodError | NoClassDefFoundError before41) {
      return new Metrics(beans("runpod-sink-task", connector, task), Map.of());
    }
  }

  /**
   * @param connector name, and {@code task} number, for a worker that does not add them itself
   */
  public static Metrics of(SourceTaskContext context, String connector, int task) {
    try {
      return new Metrics(new PluginRegistry(context.pluginMetrics()), Map.of());
    } catch (NoSuchMethodError | NoClassDefFoundError before41) {
      return new Metrics(beans("runpod-source-task", connector, task), Map.of());
    }
  }

  private static Registry beans(String type, String connector, int task) {
    return new MBeanRegistry(ManagementFactory.getPlatformMBeanServer(), type, connector, task);
  }

  /** The gauges of a part of this. */
  public Metrics tagged(String tag, String value) {
    Map<String, String> more = new LinkedHashMap<>(tags);
    more.put(tag, value);
    return new Metrics(registry, more);
  }

  /**
   * Shows a value.
   *
   * @param name in lower case with dashes; a count that only grows ends in {@code -total}, a time
   *     in {@code -ms}
   * @param description what is counted, for the reference in {@code docs/metrics.md}
   * @param value asked by any thread, at any time; never blocks
   */
  public void gauge(String name, String description, Supplier<? extends Number> value) {
    registry.add(name, description, tags, value);
  }

  /** Shows nothing any more, neither of the parts. */
  @Override
  public void close() {
    registry.close();
  }
}
