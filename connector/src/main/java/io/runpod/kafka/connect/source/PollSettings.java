package io.runpod.kafka.connect.source;

import io.runpod.kafka.connect.api.EndpointSettings;
import io.runpod.kafka.connect.job.EndpointId;
import io.runpod.kafka.connect.poll.PollLimits;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Width;

/**
 * How one endpoint is read.
 *
 * @param streamed its jobs' streams are read, unless a job's own terms say otherwise
 * @param pollLimit requests this task may make in any 10 s
 * @param pollLimitPerWorker the same for each running worker, where that is more
 */
record PollSettings(
    EndpointSettings settings,
    boolean streamed,
    Duration healthInterval,
    double pollLimit,
    double pollLimitPerWorker,
    PollLimits pollLimits,
    Duration queueWarn) {

  static final String STREAM_ENABLED = "runpod.stream.enabled";
  static final String HEALTH_INTERVAL_MS = "runpod.health.interval.ms";
  static final String POLL_LIMIT = "runpod.poll.limit.per.10s";
  static final String POLL_LIMIT_PER_WORKER = "runpod.poll.limit.per.worker";
  static final String POLL_MAX_IN_FLIGHT = "runpod.poll.max.in.flight";

  EndpointId id() {
    return settings.endpointId();
  }

  /** True for keys that can differ between endpoints. */
  static boolean perEndpoint(String key) {
    return EndpointSettings.perEndpoint(key)
        || Set.of(
                STREAM_ENABLED,
                HEALTH_INTERVAL_MS,
                POLL_LIMIT,
                POLL_LIMIT_PER_WORKER,
                POLL_MAX_IN_FLIGHT,
                CareSettings.QUEUE_WARN_MS)
            .contains(key);
  }

  /** Adds these keys behind those that are in their group. */
  static ConfigDef define(ConfigDef def, int before) {
    int order = before;
    return def.define(
            STREAM_ENABLED,
            ConfigDef.Type.BOOLEAN,
            true,
            Importance.MEDIUM,
            "Read /stream of every job. Turn it off for endpoints whose handlers never yield:"
                + " it saves one call a job.",
            SourceSettings.GROUP,
            ++order,
            Width.SHORT,
            "Read streams")
        .define(
            HEALTH_INTERVAL_MS,
            ConfigDef.Type.INT,
            10_000,
            Range.atLeast(1_000),
            Importance.LOW,
            "How often /health is read, in ms. Once in between, and every 2 s while there are more"
                + " workers each time, if polls wait for their limit and "
                + POLL_LIMIT_PER_WORKER
                + " may raise it.",
            SourceSettings.GROUP,
            ++order,
            Width.SHORT,
            "Health interval")
        .define(
            POLL_LIMIT,
            ConfigDef.Type.INT,
            2_000,
            Range.atLeast(10),
            Importance.LOW,
            "Requests the endpoint allows in 10 s for /status, /status-sync and /stream together;"
                + " divided over the tasks. Lower it to leave room for other users of the"
                + " endpoint.",
            SourceSettings.GROUP,
            ++order,
            Width.SHORT,
            "Poll limit")
        .define(
            POLL_LIMIT_PER_WORKER,
            ConfigDef.Type.INT,
            50,
            Range.atLeast(0),
            Importance.LOW,
            "Requests the endpoint allows in 10 s for each running worker, by its /health, if that"
                + " is more than "
                + POLL_LIMIT
                + " in all; 0 if its limit does not grow with its workers. It is divided over the"
                + " tasks. After a 429 beyond "
                + POLL_LIMIT
                + " that limit is kept for ten minutes.",
            SourceSettings.GROUP,
            ++order,
            Width.SHORT,
            "Poll limit per worker")
        .define(
            POLL_MAX_IN_FLIGHT,
            ConfigDef.Type.INT,
            100,
            Range.between(2, 2_000),
            Importance.LOW,
            "Polls that may be open at once, long polls included; divided over the tasks.",
            SourceSettings.GROUP,
            ++order,
            Width.SHORT,
            "Polls in flight");
  }

  /**
   * Reads the settings of one endpoint; {@code config} has passed its validators.
   *
   * @param tasks they share its limits
   */
  static PollSettings from(AbstractConfig config, int tasks) {
    return new PollSettings(
        EndpointSettings.from(config),
        config.getBoolean(STREAM_ENABLED),
        Duration.ofMillis(config.getInt(HEALTH_INTERVAL_MS)),
        (double) config.getInt(POLL_LIMIT) / tasks,
        (double) config.getInt(POLL_LIMIT_PER_WORKER) / tasks,
        pollLimits(
            Math.max(2, config.getInt(POLL_MAX_IN_FLIGHT) / tasks),
            WebhookPolling.interval(config)),
        Duration.ofMillis(config.getInt(CareSettings.QUEUE_WARN_MS)));
  }

  private static PollLimits pollLimits(int inFlight, Optional<Duration> announcedInterval) {
    return new PollLimits(
        inFlight,
        // a fifth stays free for questions that are answered at once
        Math.max(1, inFlight - Math.max(1, inFlight / 5)),
        // a stop waits for open reads of streams, so they have to end soon
        Duration.ofMillis(2_000),
        Duration.ofMillis(1_000),
        Duration.ofSeconds(20),
        16,
        Duration.ofMillis(100),
        Duration.ofMillis(500),
        Duration.ofSeconds(60),
        Duration.ofSeconds(5),
        announcedInterval);
  }
}
