package io.runpod.kafka.connect.sink;

import io.runpod.kafka.connect.api.EndpointSettings;
import io.runpod.kafka.connect.api.Endpoints;
import io.runpod.kafka.connect.flow.Backoff;
import io.runpod.kafka.connect.job.EndpointId;
import io.runpod.kafka.connect.ledger.LedgerSettings;
import io.runpod.kafka.connect.request.RequestSettings;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;

/** How records become submits, read from a connector's or a task's configuration. */
record SinkSettings(
    String connector,
    String group,
    int taskIndex,
    int taskCount,
    int maxInFlight,
    Ordering ordering,
    InDoubtPolicy inDoubt,
    RejectPolicy onReject,
    int runLimitPer10s,
    int runLimitPerWorker,
    RunsyncSettings runsync,
    int bufferRecords,
    long bufferBytes,
    Backoff backoff,
    RequestSettings requests,
    List<String> forwardedHeaders,
    List<String> commandTopics,
    AdmissionSettings admission,
    EndpointSettings endpoint,
    LedgerSettings ledger) {

  /** Which records wait for which. */
  enum Ordering {
    NONE,
    KEY,
    PARTITION
  }

  /** What becomes of a submit that RunPod may or may not have accepted. */
  enum InDoubtPolicy {
    RESUBMIT,
    PARK
  }

  /** What becomes of a record that RunPod will never accept. */
  enum RejectPolicy {
    DLQ,
    FAIL
  }

  /** Reads task properties, which have passed the validators: the settings of each endpoint. */
  static Map<EndpointId, SinkSettings> byEndpoint(Map<String, String> props) {
    Map<EndpointId, SinkSettings> settings = new LinkedHashMap<>();
    Endpoints.ids(props).forEach(id -> settings.put(id, from(Endpoints.propsOf(id, props))));
    return settings;
  }

  /** Any of them: for what cannot differ between endpoints. */
  static SinkSettings common(Map<EndpointId, SinkSettings> byEndpoint) {
    return byEndpoint.values().iterator().next();
  }

  private static SinkSettings from(Map<String, String> props) {
    AbstractConfig config = new AbstractConfig(SinkConfig.DEF, props, false);
    String name = props.getOrDefault("name", "");
    RunsyncSettings runsync = RunsyncSettings.from(config);
    return new SinkSettings(
        name,
        props.getOrDefault("consumer.override.group.id", "connect-" + name),
        config.getInt(SinkConfig.TASK_INDEX),
        config.getInt(SinkConfig.TASK_COUNT),
        InFlight.ofTask(config, SinkConfig.MAX_IN_FLIGHT, InFlight.RUN),
        Ordering.valueOf(word(config, SinkConfig.ORDERING)),
        InDoubtPolicy.valueOf(word(config, SinkConfig.IN_DOUBT)),
        RejectPolicy.valueOf(word(config, SinkConfig.ON_REJECT)),
        config.getInt(SinkConfig.RUN_LIMIT),
        config.getInt(SinkConfig.RUN_LIMIT_PER_WORKER),
        runsync,
        config.getInt(SinkConfig.BUFFER_RECORDS),
        config.getLong(SinkConfig.BUFFER_BYTES),
        new Backoff(
            Duration.ofMillis(config.getLong(SinkConfig.BACKOFF_MS)),
            Duration.ofMillis(config.getLong(SinkConfig.BACKOFF_MAX_MS))),
        RequestSettings.from(config, runsync.mode()),
        config.getList(SinkConfig.FORWARD_HEADERS),
        config.getList(SinkConfig.COMMAND_TOPICS),
        AdmissionSettings.from(config),
        EndpointSettings.from(config),
        LedgerSettings.from(config));
  }

  private static String word(AbstractConfig config, String key) {
    return config.getString(key).toUpperCase(Locale.ROOT);
  }
}
