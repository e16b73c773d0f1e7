package io.runpod.kafka.connect.source;

import io.runpod.kafka.connect.api.Endpoints;
import io.runpod.kafka.connect.config.Version;
import io.runpod.kafka.connect.ledger.LedgerEnds;
import io.runpod.kafka.connect.ledger.LedgerSettings;
import io.runpod.kafka.connect.ledger.LedgerTopic;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.ConnectorTransactionBoundaries;
import org.apache.kafka.connect.source.ExactlyOnceSupport;
import org.apache.kafka.connect.source.SourceConnector;

/** Publishes what becomes of the jobs in the ledger: status, results, streams, health. */
public final class RunpodSourceConnector extends SourceConnector {
  private static final String ERRORS_TOLERANCE = "errors.tolerance";
  private static final String TRANSACTION_BOUNDARY = "transaction.boundary";

  private final Function<LedgerSettings, LedgerEnds> lookUp;
  private Map<String, String> props;
  private LedgerGrowth ledger;

  public RunpodSourceConnector() {
    this(LedgerEnds::read);
  }

  /**
   * @param lookUp finds out how the ledger is now
   */
  RunpodSourceConnector(Function<LedgerSettings, LedgerEnds> lookUp) {
    this.lookUp = lookUp;
  }

  @Override
  public String version() {
    return Version.get();
  }

  @Override
  public ConfigDef config() {
    return SourceSettings.configDef();
  }

  @Override
  public Class<? extends Task> taskClass() {
    return RunpodSourceTask.class;
  }

  @Override
  public Config validate(Map<String, String> connectorConfigs) {
    List<ConfigValue> values = new ArrayList<>(super.validate(connectorConfigs).configValues());
    Endpoints.check(
        config(),
        connectorConfigs,
        values.stream().collect(Collectors.toMap(ConfigValue::name, Function.identity())),
        PollSettings::perEndpoint,
        (props, parsed) -> {});
    OutputTopics.checkNames(values);
    if ("all".equals(connectorConfigs.get(ERRORS_TOLERANCE))) {
      values.add(
          refused(
              ERRORS_TOLERANCE,
              "all",
              "would skip records that cannot be sent, together with their offsets: results would"
                  + " be lost. Remove it from the source connector."));
    }
    String boundary = connectorConfigs.getOrDefault(TRANSACTION_BOUNDARY, "poll");
    if (!"poll".equalsIgnoreCase(boundary)) {
      values.add(
          refused(
              TRANSACTION_BOUNDARY,
              boundary,
              "would leave chunks uncommitted while more are taken from RunPod. Use poll, the"
                  + " default."));
    }
    return new Config(values);
  }

  private static ConfigValue refused(String setting, String value, String reason) {
    ConfigValue refused = new ConfigValue(setting, value, List.of(), new ArrayList<>());
    refused.addErrorMessage(setting + "=" + value + " " + reason);
    return refused;
  }

  @Override
  public void start(Map<String, String> connectorConfigs) {
    props = connectorConfigs;
    AbstractConfig config = new AbstractConfig(config(), connectorConfigs, false);
    LedgerSettings settings = LedgerSettings.from(config);
    ledger =
        new LedgerGrowth(
            LedgerTopic.ensure(settings).partitions(),
            () -> LedgerTopic.find(settings).stream().mapToInt(LedgerTopic::partitions).findFirst(),
            context::requestTaskReconfiguration);
    ledger.start();
  }

  /** Each task owns some partitions of the ledger; more tasks than partitions would idle. */
  @Override
  public List<Map<String, String>> taskConfigs(int maxTasks) {
    int ledgerPartitions = ledger.partitions();
    int tasks = Math.min(maxTasks, ledgerPartitions);
    List<Map<String, String>> configs = new ArrayList<>();
    for (int task = 0; task < tasks; task++) {
      int index = task;
      Map<String, String> one = new HashMap<>(props);
      one.put(SourceSettings.TASK_INDEX, Integer.toString(index));
      one.put(SourceSettings.TASK_COUNT, Integer.toString(tasks));
      one.put(
          SourceSettings.TASK_PARTITIONS,
          IntStream.range(0, ledgerPartitions)
              .filter(partition -> partition % tasks == index)
              .mapToObj(Integer::toString)
              .collect(Collectors.joining(",")));
      configs.add(one);
    }
    return configs;
  }

  /** May be called after a start that failed. */
  @Override
  public void stop() {
    if (ledger != null) {
      ledger.close();
    }
  }

  @Override
  public ExactlyOnceSupport exactlyOnceSupport(Map<String, String> connectorConfig) {
    return ExactlyOnceSupport.SUPPORTED;
  }

  @Override
  public ConnectorTransactionBoundaries canDefineTransactionBoundaries(
      Map<String, String> connectorConfig) {
    return ConnectorTransactionBoundaries.UNSUPPORTED;
  }

  /**
   * Lets offsets be reset, or be set to what this connector wrote itself of the ledger there is.
   *
   * @throws ConnectException naming what is not such an offset
   */
  @Override
  public boolean alterOffsets(
      Map<String, String> connectorConfig, Map<Map<String, ?>, Map<String, ?>> offsets) {
    LedgerSettings settings =
        LedgerSettings.from(new AbstractConfig(config(), connectorConfig, false));
    AlteredOffsets altered = new AlteredOffsets(settings.topic(), offsets);
    if (!altered.deleteOnly()) {
      altered.requireFit(lookUp.apply(settings));
    }
    return true;
  }
}
