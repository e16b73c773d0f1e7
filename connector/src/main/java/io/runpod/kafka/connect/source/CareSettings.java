package io.runpod.kafka.connect.source;

import java.time.Duration;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.NonEmptyString;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.Width;

/**
 * How jobs are cancelled and retried by their own terms.
 *
 * @param commandsTopic where the commands go
 * @param timeout how long a result is kept back for a retry
 */
record CareSettings(String commandsTopic, Duration timeout) {
  static final String COMMANDS_TOPIC = "runpod.commands.topic";
  static final String TIMEOUT_MS = "runpod.care.timeout.ms";
  static final String QUEUE_WARN_MS = "runpod.queue.warn.ms";

  private static final String GROUP = "Care";

  /** Adds this group's keys. */
  static ConfigDef define(ConfigDef def) {
    int order = 0;
    return def.define(
            COMMANDS_TOPIC,
            Type.STRING,
            "runpod.commands",
            new NonEmptyString(),
            Importance.MEDIUM,
            "Topic for the commands that jobs' own terms ask for: CANCEL when a queue or run timeout"
                + " has passed, RETRY after a failure of the infrastructure. Used only if a job has"
                + " such terms. A sink connector with this topic in its runpod.commands.topics"
                + " executes them; its value.converter has to be the one of this connector.",
            GROUP,
            ++order,
            Width.MEDIUM,
            "Commands topic")
        .define(
            TIMEOUT_MS,
            Type.INT,
            600_000,
            Range.between(10_000, 1_500_000),
            Importance.LOW,
            "How long the result of a failed attempt is kept back for its automatic retry, in ms."
                + " If nobody has executed the retry by then, the result is published. It has to"
                + " end well within the 30 minutes that RunPod keeps the result; that of a /runsync"
                + " job is kept back for 30 s at most.",
            GROUP,
            ++order,
            Width.SHORT,
            "Longest wait for a retry")
        .define(
            QUEUE_WARN_MS,
            Type.INT,
            300_000,
            Range.atLeast(0),
            Importance.LOW,
            "When a job has been queued for so long, in ms, a warning in the log says which cause"
                + " /health shows: no workers, throttled, unhealthy or busy ones. One warning in"
                + " that time for each endpoint and task; 0 turns it off.",
            GROUP,
            ++order,
            Width.SHORT,
            "Queue warning");
  }

  /** Reads the group; {@code config} has passed its validators. */
  static CareSettings from(AbstractConfig config) {
    return new CareSettings(
        config.getString(COMMANDS_TOPIC), Duration.ofMillis(config.getInt(TIMEOUT_MS)));
  }
}
