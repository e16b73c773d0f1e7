package io.runpod.kafka.connect.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.ws.rs.core.Configurable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.ServiceLoader;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.health.ConnectClusterState;
import org.apache.kafka.connect.rest.ConnectRestExtension;
import org.apache.kafka.connect.rest.ConnectRestExtensionContext;
import org.junit.jupiter.api.Test;

class RunpodWebhookExtensionTest {
  private static final String TOKEN = "0123456789abcdef0123456789abcdef";

  @Test
  void isFoundByWorkersThatLookForServices() {
    assertThat(ServiceLoader.load(ConnectRestExtension.class))
        .hasAtLeastOneElementOfType(RunpodWebhookExtension.class);
  }

  @Test
  void asksForATokenNamingTheSetting() {
    assertThatThrownBy(() -> WebhookSettings.of(Map.of("bootstrap.servers", "k:9092")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("runpod.webhook.token");
  }

  @Test
  void refusesATokenThatCanBeGuessedWithoutShowingIt() {
    for (String token : new String[] {"short-secret", TOKEN + "/x", "a b" + TOKEN}) {
      assertThatThrownBy(() -> WebhookSettings.of(worker("runpod.webhook.token", token)))
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining("runpod.webhook.token")
          .hasMessageContaining("openssl rand")
          .hasMessageNotContaining(token);
    }
  }

  @Test
  void usesTheWorkersOwnConnectionAndNothingElseOfIt() {
    Map<String, Object> worker = worker("bootstrap.servers", "worker:9092");
    worker.put("security.protocol", "SASL_SSL");
    worker.put("sasl.jaas.config", "login");
    worker.put("ssl.truststore.location", "/trust");
    worker.put("ssl.client.auth", "required");
    worker.put("group.id", "connect");
    worker.put("key.converter", "C");
    worker.put("request.timeout.ms", "1");
    worker.put("producer.acks", "0");
    worker.put("listeners.https.ssl.keystore.location", "/rest");
    worker.put("runpod.webhook.ledger.kafka.compression.type", "lz4");

    assertThat(WorkerClients.of(worker))
        .containsOnly(
            Map.entry("bootstrap.servers", "worker:9092"),
            Map.entry("security.protocol", "SASL_SSL"),
            Map.entry("sasl.jaas.config", "login"),
            Map.entry("ssl.truststore.location", "/trust"),
            Map.entry("compression.type", "lz4"));
  }

  @Test
  void showsTheWorkersCredentialsToNoOtherBrokers() {
    Map<String, Object> worker = worker("bootstrap.servers", "worker:9092");
    worker.put("sasl.jaas.config", "login");
    worker.put("runpod.webhook.ledger.kafka.bootstrap.servers", "other:9092");

    assertThat(WorkerClients.of(worker)).containsOnly(Map.entry("bootstrap.servers", "other:9092"));
  }

  @Test
  void settingsPrintNoSecret() {
    assertThat(WebhookSettings.of(worker("sasl.jaas.config", "login")).toString())
        .doesNotContain(TOKEN)
        .doesNotContain("login");
  }

  @Test
  void theReferenceListsTheCounters() throws IOException {
    String reference = Files.readString(Path.of("../docs/webhooks.md"));

    assertThat(WebhookMXBean.class.getMethods())
        .allSatisfy(
            method ->
                assertThat(reference)
                    .contains("| `" + method.getName().substring("get".length()) + "` |"));
  }

  @Test
  void aWorkerThatIsTooOldGoesOnWithoutWebhooks() {
    try (RunpodWebhookExtension extension = new RunpodWebhookExtension()) {
      extension.configure(worker("bootstrap.servers", "127.0.0.1:1"));

      assertThatCode(() -> extension.register(new OldWorker())).doesNotThrowAnyException();
    }
  }

  private static Map<String, Object> worker(String key, String value) {
    Map<String, Object> worker = new HashMap<>();
    worker.put("runpod.webhook.token", TOKEN);
    worker.put(key, value);
    return worker;
  }

  /** Up to Connect 3.9 the method had another type. */
  private static final class OldWorker implements ConnectRestExtensionContext {
    @Override
    public Configurable<? extends Configurable<?>> configurable() {
      throw new NoSuchMethodError("jakarta.ws.rs.core.Configurable configurable()");
    }

    @Override
    public ConnectClusterState clusterState() {
      throw new UnsupportedOperationException();
    }
  }
}
