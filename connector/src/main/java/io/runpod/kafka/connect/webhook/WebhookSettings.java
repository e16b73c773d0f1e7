package io.runpod.kafka.connect.webhook;

import io.runpod.kafka.connect.config.WebhookToken;
import io.runpod.kafka.connect.ledger.LedgerSettings;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.NonEmptyString;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Width;

/** What the worker's properties say of webhooks. */
record WebhookSettings(WebhookToken token, long maxBytes, int queueSize, LedgerSettings ledger) {
  static final String LEDGER_TOPIC = "runpod.webhook.ledger.topic";
  static final String CLIENT_PREFIX = "runpod.webhook.ledger.kafka.";
  static final String BOOTSTRAP_SERVERS =
      CLIENT_PREFIX + CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG;
  static final String MAX_BYTES = "runpod.webhook.max.bytes";
  static final String QUEUE_SIZE = "runpod.webhook.queue.size";

  private static final String GROUP = "Webhooks";

  static final ConfigDef DEF =
      new ConfigDef()
          .define(
              WebhookToken.KEY,
              ConfigDef.Type.PASSWORD,
              ConfigDef.NO_DEFAULT_VALUE,
              WebhookToken.validator(),
              Importance.HIGH,
              "The secret at the end of the webhook's URL, the same on all workers and in the sink"
                  + " connector: RunPod does not sign its calls. 'openssl rand -hex 32' makes one.",
              GROUP,
              1,
              Width.LONG,
              "Webhook token")
          .define(
              LEDGER_TOPIC,
              ConfigDef.Type.STRING,
              "runpod.ledger",
              new NonEmptyString(),
              Importance.MEDIUM,
              "The ledger the connectors use, their " + LedgerSettings.TOPIC + ".",
              GROUP,
              2,
              Width.MEDIUM,
              "Ledger topic")
          .define(
              BOOTSTRAP_SERVERS,
              ConfigDef.Type.STRING,
              "",
              Importance.LOW,
              "Brokers that hold the ledger, if they are not the worker's own. Without it the"
                  + " worker's bootstrap.servers, security.*, sasl.* and ssl.* apply; with it"
                  + " nothing of the worker's does. Other client settings go under the same prefix ("
                  + CLIENT_PREFIX
                  + "*).",
              GROUP,
              3,
              Width.LONG,
              "Ledger bootstrap servers")
          .define(
              MAX_BYTES,
              ConfigDef.Type.LONG,
              48L * 1024 * 1024,
              Range.between(1024, 1024L * 1024 * 1024),
              Importance.LOW,
              "Longest body that is taken, in bytes. RunPod sends the job's input and output along,"
                  + " up to 20 MB each. Nothing of it is kept.",
              GROUP,
              4,
              Width.SHORT,
              "Longest body")
          .define(
              QUEUE_SIZE,
              ConfigDef.Type.INT,
              10_000,
              Range.between(1, 1_000_000),
              Importance.LOW,
              "Nudges that may wait for the ledger. What comes on top is answered 503 and counted;"
                  + " RunPod calls again, and polling finds the job in any case.",
              GROUP,
              5,
              Width.SHORT,
              "Waiting nudges");

  /**
   * Reads the worker's properties.
   *
   * @throws org.apache.kafka.common.config.ConfigException naming the setting that is wrong
   */
  static WebhookSettings of(Map<String, ?> worker) {
    AbstractConfig config = new AbstractConfig(DEF, worker, false);
    return new WebhookSettings(
        new WebhookToken(config.getPassword(WebhookToken.KEY)),
        config.getLong(MAX_BYTES),
        config.getInt(QUEUE_SIZE),
        LedgerSettings.forAppending(config.getString(LEDGER_TOPIC), WorkerClients.of(worker)));
  }
}
