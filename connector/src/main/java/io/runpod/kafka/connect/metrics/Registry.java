package io.runpod.kafka.connect.metrics;

import java.util.Map;
import java.util.function.Supplier;

/** Where gauges become visible. Thread-safe. */
interface Registry extends AutoCloseable {

  /**
   * Shows a value from now on.
   *
   * @param tags in the order they are to be shown in
   * @param value asked by any thread, at any time; never blocks
   */
  void add(
      String name, String description, Map<String, String> tags, Supplier<? extends Number> value);

  /** Shows nothing any more. */
  @Override
  void close();
}
