package io.runpod.kafka.connect.source;

import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Width;

/** How patiently jobs are asked about whose end RunPod announces by webhook. */
final class WebhookPolling {
  static final String ENABLED = "runpod.webhook.enabled";
  static final String INTERVAL_MS = "runpod.webhook.poll.interval.ms";

  private static final String GROUP = "Webhooks";

  private WebhookPolling() {}

  /** Adds this group's keys. */
  static ConfigDef define(ConfigDef def) {
    return def.define(
            ENABLED,
            ConfigDef.Type.BOOLEAN,
            false,
            Importance.MEDIUM,
            "RunPod calls the workers when a job of this endpoint has ended (docs/webhooks.md), so"
                + " jobs whose stream is not read are polled at long intervals only. That a job has"
                + " started is seen later, too. Jobs of /runsync, whose results do not last, are"
                + " polled as ever.",
            GROUP,
            1,
            Width.SHORT,
            "Webhooks")
        .define(
            INTERVAL_MS,
            ConfigDef.Type.INT,
            30_000,
            Range.between(1_000, 300_000),
            Importance.LOW,
            "How often such a job is polled all the same, in ms: a webhook can be lost. RunPod"
                + " keeps a result for 30 minutes.",
            GROUP,
            2,
            Width.SHORT,
            "Webhook poll interval");
  }

  /** The interval; nothing if webhooks are off. {@code config} has passed its validators. */
  static Optional<Duration> interval(AbstractConfig config) {
    return config.getBoolean(ENABLED)
        ? Optional.of(Duration.ofMillis(config.getInt(INTERVAL_MS)))
        : Optional.empty();
  }
}
