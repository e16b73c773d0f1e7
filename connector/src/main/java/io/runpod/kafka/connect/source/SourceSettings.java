package io.runpod.kafka.connect.source;

import io.runpod.kafka.connect.api.EndpointSettings;
import io.runpod.kafka.connect.api.Endpoints;
import io.runpod.kafka.connect.ledger.LedgerSettings;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.NonEmptyString;
import org.apache.kafka.common.config.ConfigDef.Width;

/** What a source task needs to know. */
record SourceSettings(
    String connector,
    List<PollSettings> endpoints,
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

  /** Set by the connector for each of its tasks. */
  static final String TASK_INDEX = "runpod.task.index";

  static final String TASK_COUNT = "runpod.task.count";
  static final String TASK_PARTITIONS = "runpod.task.ledger.partitions";

  /** Connect's own setting; only where it is required can a task rely on it. */
  static final String EXACTLY_ONCE = "exactly.once.support";

  /** Group of the keys that say where results go, and how they are read. */
  static final String GROUP = "Results";

  /** Where each kind of record goes. */
  record Topics(String status, String results, String stream, String health, String commands) {
    /** Those that are needed whatever the jobs are. */
    List<String> always() {
      return List.of(status, results, stream, health);
    }
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
    PollSettings.define(def, order);
    return def.defineInternal(TASK_INDEX, ConfigDef.Type.INT, 0, Importance.LOW)
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
        Endpoints.ids(props).stream()
            .map(id -> new AbstractConfig(configDef(), Endpoints.propsOf(id, props), false))
            .map(endpoint -> PollSettings.from(endpoint, config.getInt(TASK_COUNT)))
            .toList(),
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
}
