package io.runpod.kafka.connect.source;

import io.runpod.kafka.connect.api.EndpointSettings;
import io.runpod.kafka.connect.api.Endpoints;
import io.runpod.kafka.connect.job.EndpointId;
import io.runpod.kafka.connect.ledger.LedgerSettings;
import io.runpod.kafka.connect.poll.PollLimits;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.NonEmptyString;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Width;

/** What a source task needs to know. */
record SourceSettings(
    String connector,
    List<Endpoint> endpoints,
    LedgerSettings ledger,
    Topics topics,
    boolean exactlyOnce,
    OutputSettings outputs,
    CareSettings care,
    int taskIndex,
    List<Integer> ledgerPartitions) {

  static final String STATUS_TOPIC = "runpod.job-status.topic";
  static final String RESULTS_TOPIC = "runpod.job-results.topic";
  static final String STREAM_TOPIC = "runpod.job-stream.topic";
  static final String HEALTH_TOPIC = "runpod.endpoint-health.topic";
  static final String STREAM_ENABLED = "runpod.stream.enabled";
  static final String HEALTH_INTERVAL_MS = "runpod.health.interval.ms";
  static final String POLL_LIMIT = "runpod.poll.limit.per.10s";
  static final String POLL_LIMIT_PER_WORKER = "runpod.poll.limit.per.worker";
  static final String POLL_MAX_IN_FLIGHT = "runpod.poll.max.in.flight";

  /** Set by the connector for each of its tasks. */
  static final String TASK_INDEX = "runpod.task.index";

  static final String TASK_COUNT = "runpod.task.count";
  static final String TASK_PARTITIONS = "runpod.task.ledger.partitions";

  /** Connect's own setting; only where it is required can a task rely on it. */
  static final String EXACTLY_ONCE = "exactly.once.support";

  private static final String GROUP = "Results";

  /** Where each kind of record goes. */
  record Topics(String status, String results, String stream, String health, String commands) {
    /** Those that are needed whatever the jobs are. */
    List<String> always() {
      return List.of(status, results, stream, health);
    }
  }

  /**
   * How one endpoint is read.
   *
   * @param streamed its jobs' streams are read, unless a job's own terms say otherwise
   * @param pollLimit requests this task may make in any 10 s
   * @param pollLimitPerWorker the same for each running worker, where that is more
   */
  record Endpoint(
      EndpointSettings settings,
      boolean streamed,
      Duration healthInterval,
      double pollLimit,
      double pollLimitPerWorker,
      PollLimits pollLimits,
      Duration queueWarn) {
    EndpointId id() {
      return settings.endpointId();
    }
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

  static ConfigDef configDef() {
    ConfigDef def =
        WebhookPolling.define(LedgerSettings.define(EndpointSettings.define(new ConfigDef())));
    int order = 0;
    topic(def, STATUS_TOPIC, "runpod.job-status", "every change in the life of a job", ++order);
    topic(def, RESULTS_TOPIC, "runpod.job-results", "how each attempt of a job ended", ++order);
    topic(def, STREAM_TOPIC, "runpod.job-stream", "the chunks of streaming jobs", ++order);
    topic(def, HEALTH_TOPIC, "runpod.endpoint-health", "readings of /health", ++order);
    OutputSettings.define(def);
    CareSettings.define(def);
    return def.define(
            STREAM_ENABLED,
            ConfigDef.Type.BOOLEAN,
            true,
            Importance.MEDIUM,
            "Read /stream of every job. Turn it off for endpoints whose handlers never yield:"
                + " it saves one call a job.",
            GROUP,
            ++order,
            Width.SHORT,
            "Read streams")
        .define(
            HEALTH_INTERVAL_MS,
            ConfigDef.Type.INT,
            10_000,
            Range.atLeast(1_000),
            Importance.LOW,
            "How often /health is read, in ms.",
            GROUP,
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
            GROUP,
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
            GROUP,
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
            GROUP,
            ++order,
            Width.SHORT,
            "Polls in flight")
        .defineInternal(TASK_INDEX, ConfigDef.Type.INT, 0, Importance.LOW)
        .defineInternal(TASK_COUNT, ConfigDef.Type.INT, 1, Importance.LOW)
        .defineInternal(TASK_PARTITIONS, ConfigDef.Type.LIST, List.of(), Importance.LOW);
  }

  private static void topic(ConfigDef def, String key, String name, String what, int order) {
    def.define(
        key,
        ConfigDef.Type.STRING,
        name,
        new NonEmptyString(),
        Importance.MEDIUM,
        "Topic for " + what + ".",
        GROUP,
        order,
        Width.MEDIUM,
        key.substring("runpod.".length()));
  }

  /** Reads the settings of a task from what the connector gave it. */
  static SourceSettings of(Map<String, String> props) {
    AbstractConfig config = new AbstractConfig(configDef(), props, false);
    return new SourceSettings(
        props.getOrDefault("name", "runpod-source"),
        Endpoints.ids(props).stream().map(id -> endpoint(Endpoints.propsOf(id, props))).toList(),
        LedgerSettings.from(config),
        new Topics(
            config.getString(STATUS_TOPIC),
            config.getString(RESULTS_TOPIC),
            config.getString(STREAM_TOPIC),
            config.getString(HEALTH_TOPIC),
            config.getString(CareSettings.COMMANDS_TOPIC)),
        "required".equals(props.get(EXACTLY_ONCE)),
        OutputSettings.from(config),
        CareSettings.from(config),
        config.getInt(TASK_INDEX),
        config.getList(TASK_PARTITIONS).stream().map(Integer::valueOf).toList());
  }

  private static Endpoint endpoint(Map<String, String> props) {
    AbstractConfig config = new AbstractConfig(configDef(), props, false);
    int tasks = config.getInt(TASK_COUNT);
    return new Endpoint(
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
