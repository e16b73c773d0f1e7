package io.runpod.kafka.connect.ledger;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.NonEmptyString;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Width;

/** Where the ledger is and how its Kafka clients are set. */
public record LedgerSettings(
    String topic,
    int partitions,
    short replicationFactor,
    Duration retention,
    Map<String, Object> clients) {

  public static final String TOPIC = "runpod.ledger.topic";
  public static final String PARTITIONS = "runpod.ledger.partitions";
  public static final String REPLICATION_FACTOR = "runpod.ledger.replication.factor";
  public static final String RETENTION_MS = "runpod.ledger.retention.ms";
  public static final String CLIENT_PREFIX = "runpod.ledger.kafka.";
  public static final String BOOTSTRAP_SERVERS =
      CLIENT_PREFIX + CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG;

  private static final String GROUP = "Ledger";
  private static final Set<String> OVERLAYS = Set.of("producer.", "consumer.", "admin.");
  private static final int DEFAULT_MAX_REQUEST = 1024 * 1024;
  private static final int HEADROOM = 4 * 1024;
  private static final long DEFAULT_RETENTION_MS = Duration.ofDays(14).toMillis();

  /** Adds this group's keys. */
  public static ConfigDef define(ConfigDef def) {
    int order = 0;
    return def.define(
            BOOTSTRAP_SERVERS,
            ConfigDef.Type.STRING,
            ConfigDef.NO_DEFAULT_VALUE,
            new NonEmptyString(),
            Importance.HIGH,
            "Brokers that hold the ledger. For a sink they are those of the cluster its input is in:"
                + " it looks up its group's commits and the IDs of its topics there."
                + " A connector cannot ask its worker for them. Every other"
                + " client setting, security above all, goes under the same prefix ("
                + CLIENT_PREFIX
                + "*), for one kind of client under "
                + CLIENT_PREFIX
                + "producer.*, consumer.* or admin.*.",
            GROUP,
            ++order,
            Width.LONG,
            "Ledger bootstrap servers")
        .define(
            TOPIC,
            ConfigDef.Type.STRING,
            "runpod.ledger",
            new NonEmptyString(),
            Importance.MEDIUM,
            "Internal topic that sinks and the source share. The same in all connectors of an"
                + " endpoint.",
            GROUP,
            ++order,
            Width.MEDIUM,
            "Ledger topic")
        .define(
            PARTITIONS,
            ConfigDef.Type.INT,
            4,
            Range.between(1, 1_000),
            Importance.MEDIUM,
            "Partitions the ledger is created with: the most source tasks that can share the work."
                + " They cannot be changed later.",
            GROUP,
            ++order,
            Width.SHORT,
            "Ledger partitions")
        .define(
            REPLICATION_FACTOR,
            ConfigDef.Type.SHORT,
            (short) -1,
            Importance.MEDIUM,
            "Replication factor the ledger is created with; -1 takes the broker's default.",
            GROUP,
            ++order,
            Width.SHORT,
            "Ledger replication factor")
        .define(
            RETENTION_MS,
            ConfigDef.Type.LONG,
            DEFAULT_RETENTION_MS,
            Range.atLeast(Duration.ofDays(1).toMillis()),
            Importance.LOW,
            "How long the ledger keeps its records, in ms. Longer than any job lives.",
            GROUP,
            ++order,
            Width.SHORT,
            "Ledger retention");
  }

  /** Reads the group; {@code config} has passed its validators. */
  public static LedgerSettings from(AbstractConfig config) {
    return new LedgerSettings(
        config.getString(TOPIC),
        config.getInt(PARTITIONS),
        config.getShort(REPLICATION_FACTOR),
        Duration.ofMillis(config.getLong(RETENTION_MS)),
        config.originalsWithPrefix(CLIENT_PREFIX));
  }

  /** For a process that only appends to a ledger others look after. */
  public static LedgerSettings forAppending(String topic, Map<String, Object> clients) {
    return new LedgerSettings(
        topic, 1, (short) -1, Duration.ofMillis(DEFAULT_RETENTION_MS), clients);
  }

  Map<String, Object> producer() {
    return client("producer.");
  }

  Map<String, Object> consumer() {
    return client("consumer.");
  }

  /** Settings of an admin client for the ledger's cluster. */
  public Map<String, Object> admin() {
    return client("admin.");
  }

  private Map<String, Object> client(String overlay) {
    Map<String, Object> settings = new HashMap<>();
    clients.forEach(
        (key, value) -> {
          if (OVERLAYS.stream().noneMatch(key::startsWith)) {
            settings.put(key, value);
          }
        });
    clients.forEach(
        (key, value) -> {
          if (key.startsWith(overlay)) {
            settings.put(key.substring(overlay.length()), value);
          }
        });
    return settings;
  }

  /** The largest entry, in bytes, that producer and broker take unless they are set otherwise. */
  public int maxEntryBytes() {
    Object limit = producer().get(ProducerConfig.MAX_REQUEST_SIZE_CONFIG);
    int bytes = limit == null ? DEFAULT_MAX_REQUEST : Integer.parseInt(limit.toString().strip());
    return bytes - HEADROOM;
  }

  /** Client settings hold passwords: they stay out of logs. */
  @Override
  public String toString() {
    return "LedgerSettings[" + topic + "]";
  }
}
