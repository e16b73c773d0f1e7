package io.runpod.kafka.connect.webhook;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.producer.ProducerConfig;

/** How the ledger's clients are set on a worker: by the worker's own settings, or by ours. */
final class WorkerClients {
  private static final String BOOTSTRAP = CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG;

  private WorkerClients() {}

  /**
   * The worker's address and credentials go with each other: to brokers that are named for the
   * ledger alone, the worker's credentials are not shown.
   */
  static Map<String, Object> of(Map<String, ?> worker) {
    Map<String, Object> own = own(worker);
    if (own.containsKey(BOOTSTRAP)) {
      return own;
    }
    Map<String, Object> clients = new HashMap<>();
    worker.forEach(
        (key, value) -> {
          if (value != null && isWorkersConnection(key)) {
            clients.put(key, value);
          }
        });
    clients.putAll(own);
    return clients;
  }

  private static Map<String, Object> own(Map<String, ?> worker) {
    String prefix = WebhookSettings.CLIENT_PREFIX;
    Map<String, Object> own = new HashMap<>();
    worker.forEach(
        (key, value) -> {
          if (key.startsWith(prefix) && value != null && !value.toString().isBlank()) {
            own.put(key.substring(prefix.length()), value);
          }
        });
    return own;
  }

  /** Everything else of a worker's is about the worker: its group, converters, REST, timeouts. */
  private static boolean isWorkersConnection(String key) {
    return key.equals(BOOTSTRAP)
        || (Stream.of("security.", "sasl.", "ssl.").anyMatch(key::startsWith)
            && ProducerConfig.configNames().contains(key));
  }
}
