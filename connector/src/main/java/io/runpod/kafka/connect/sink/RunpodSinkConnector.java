package io.runpod.kafka.connect.sink;

import io.runpod.kafka.connect.config.Version;
import io.runpod.kafka.connect.ledger.ClusterTopics;
import io.runpod.kafka.connect.ledger.LedgerSettings;
import io.runpod.kafka.connect.ledger.LedgerTopic;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkConnector;

/** Submits the records of its topics to a RunPod Serverless endpoint as jobs. */
public final class RunpodSinkConnector extends SinkConnector {
  private Map<String, String> props = Map.of();

  @Override
  public String version() {
    return Version.get();
  }

  @Override
  public ConfigDef config() {
    return SinkConfig.DEF;
  }

  @Override
  public Class<? extends Task> taskClass() {
    return RunpodSinkTask.class;
  }

  @Override
  public Config validate(Map<String, String> connectorConfigs) {
    Config config = super.validate(connectorConfigs);
    SinkChecks.check(connectorConfigs, config.configValues());
    return config;
  }

  /**
   * Creates the ledger if it is missing.
   *
   * @throws ConnectException naming the setting, if the ledger cannot be reached, created or used
   */
  @Override
  public void start(Map<String, String> connectorConfigs) {
    props = new HashMap<>(connectorConfigs);
    LedgerTopic.ensure(ledger(connectorConfigs));
  }

  @Override
  public List<Map<String, String>> taskConfigs(int maxTasks) {
    List<Map<String, String>> configs = new ArrayList<>(maxTasks);
    for (int index = 0; index < maxTasks; index++) {
      Map<String, String> config = new HashMap<>(props);
      config.put(SinkConfig.TASK_INDEX, Integer.toString(index));
      config.put(SinkConfig.TASK_COUNT, Integer.toString(maxTasks));
      configs.add(config);
    }
    return configs;
  }

  /**
   * Writes into the ledger which offsets were set: what was submitted before does not keep a
   * rewound record from being submitted again. What cannot be set is refused before that, for
   * Connect would refuse it only afterwards, or set it in vain.
   *
   * @throws ConnectException naming what is wrong with the offsets, or with the ledger
   */
  @Override
  public boolean alterOffsets(
      Map<String, String> connectorConfig, Map<TopicPartition, Long> offsets) {
    AlteredInput altered = new AlteredInput(offsets, new SettingChecks(connectorConfig, List.of()));
    LedgerSettings ledger = ledger(connectorConfig);
    altered.requireWithin(ClusterTopics.ends(ledger, altered.partitions()));
    LedgerReset.write(ledger, connectorConfig.getOrDefault("name", ""), offsets.keySet());
    return true;
  }

  private static LedgerSettings ledger(Map<String, String> props) {
    return LedgerSettings.from(new AbstractConfig(SinkConfig.DEF, props, false));
  }

  @Override
  public void stop() {
    // holds nothing
  }
}
