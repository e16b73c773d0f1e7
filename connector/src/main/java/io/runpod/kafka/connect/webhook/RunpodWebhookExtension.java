package io.runpod.kafka.connect.webhook;

import io.runpod.kafka.connect.config.Version;
import io.runpod.kafka.connect.ledger.LedgerTopic;
import io.runpod.kafka.connect.ledger.LedgerWriter;
import java.lang.management.ManagementFactory;
import java.util.Map;
import javax.management.JMException;
import javax.management.ObjectName;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.rest.ConnectRestExtension;
import org.apache.kafka.connect.rest.ConnectRestExtensionContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes RunPod's webhooks on a Connect worker, if {@code rest.extension.classes} of the worker
 * names this class. A call becomes a nudge in the ledger; the source connector, wherever it runs,
 * then asks RunPod about that job at once.
 */
public final class RunpodWebhookExtension implements ConnectRestExtension {
  private static final Logger LOG = LoggerFactory.getLogger(RunpodWebhookExtension.class);
  private static final String METRICS = "io.runpod.kafka:type=webhook";

  private final WebhookCounters counters = new WebhookCounters();
  private WebhookSettings settings;
  private LedgerWriter writer;
  private NudgeQueue nudges;
  private ObjectName metrics;

  @Override
  public String version() {
    return Version.get();
  }

  @Override
  public ConfigDef config() {
    return WebhookSettings.DEF;
  }

  /**
   * Reads the worker's properties.
   *
   * @throws org.apache.kafka.common.config.ConfigException naming the setting that is wrong; the
   *     worker does not start then
   */
  @Override
  public void configure(Map<String, ?> worker) {
    settings = WebhookSettings.of(worker);
  }

  @Override
  public void register(ConnectRestExtensionContext context) {
    writer = new LedgerWriter(settings.ledger(), "runpod-webhook");
    nudges =
        new NudgeQueue(
            settings.queueSize(),
            () -> LedgerTopic.find(settings.ledger()).isPresent(),
            writer::append,
            counters);
    WebhookCalls calls =
        new WebhookCalls(
            settings.token(), settings.maxBytes(), nudges::offer, counters, System::nanoTime);
    try {
      context.configurable().register(new WebhookResource(calls));
    } catch (NoSuchMethodError | NoClassDefFoundError e) {
      LOG.error(
          "webhooks need a worker of Connect 4.0 or newer; this one goes on without them, and jobs"
              + " are found by polling. Take {} out of rest.extension.classes.",
          RunpodWebhookExtension.class.getName(),
          e);
      close();
      return;
    }
    nudges.start();
    showMetrics();
    LOG.info("webhooks are taken at /runpod/webhook/<token>: ledger={}", settings.ledger().topic());
  }

  private void showMetrics() {
    try {
      ObjectName name = new ObjectName(METRICS);
      ManagementFactory.getPlatformMBeanServer().registerMBean(counters, name);
      metrics = name;
    } catch (JMException e) {
      // another worker in this JVM shows its own under the name
      LOG.warn("webhook counters are in the log only", e);
    }
  }

  @Override
  public void close() {
    if (metrics != null) {
      try {
        ManagementFactory.getPlatformMBeanServer().unregisterMBean(metrics);
      } catch (JMException e) {
        LOG.debug("{} was gone already", metrics, e);
      }
    }
    if (nudges != null) {
      nudges.close();
    }
    if (writer != null) {
      writer.close();
    }
  }
}
