package io.runpod.kafka.connect.sink;

import org.apache.kafka.common.config.AbstractConfig;

/**
 * How many requests of one operation a task may have open. A setting is a task's own; where there
 * is none, the tasks of a connector share what RunPod documents for an endpoint.
 */
final class InFlight {
  /** What RunPod documents as concurrent. */
  static final int RUN = 200;

  static final int RUNSYNC = 400;
  static final int CANCEL = 20;

  private InFlight() {}

  /**
   * @param key the setting, with its default for a task that is alone
   * @param documented for an endpoint
   */
  static int ofTask(AbstractConfig config, String key, int documented) {
    int inFlight = config.getInt(key);
    return config.originals().containsKey(key)
        ? inFlight
        : Math.min(inFlight, share(documented, config.getInt(SinkConfig.TASK_COUNT)));
  }

  /** A task's part, at least one. */
  static int share(int documented, int tasks) {
    return Math.max(1, documented / tasks);
  }
}
