package io.runpod.kafka.connect.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.runpod.kafka.connect.config.WebhookToken;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;
import org.junit.jupiter.api.Test;

class WebhookTargetTest {
  private static final String TOKEN = "0123456789abcdef0123456789abcdef";

  @Test
  void everyJobIsSubmittedWithTheWebhook() {
    Requests requests = new Requests(webhook("https://hooks.example.com"));

    assertThat(requests.body(Requests.json("{'n':1}")))
        .contains("\"webhook\":\"https://hooks.example.com/runpod/webhook/" + TOKEN + "\"");
  }

  @Test
  void theAddressMayHaveAPathOfItsOwn() {
    for (String base :
        new String[] {"http://127.0.0.1:8083/connect", "http://127.0.0.1:8083/connect//"}) {
      assertThat(Requests.settings(webhook(base)).delivery().webhook())
          .contains("http://127.0.0.1:8083/connect/runpod/webhook/" + TOKEN);
    }
  }

  @Test
  void anEnvelopesOwnWebhookGoesFirst() {
    Map<String, String> props = new HashMap<>(webhook("https://hooks.example.com"));
    props.put("runpod.request.format", "envelope");

    assertThat(
            new Requests(props)
                .body(Requests.json("{'input':{'n':1},'webhook':'https://mine.example.com/x'}")))
        .contains("https://mine.example.com/x")
        .doesNotContain(TOKEN);
  }

  @Test
  void withoutBothThereIsNoWebhook() {
    assertThat(Requests.settings(Map.of()).delivery().webhook()).isEmpty();
    assertThat(new Requests(Map.of()).body(Requests.json("{'n':1}"))).doesNotContain("webhook");
  }

  @Test
  void refusesAnAddressThatCannotBeContinued() {
    for (String base :
        new String[] {"hooks.example.com", "https://h?a=b", "https://u:p@h", "ftp://h"}) {
      assertThatThrownBy(() -> Requests.settings(webhook(base)))
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining("runpod.webhook.url")
          .hasMessageContaining("https://host");
    }
  }

  @Test
  void theUrlIsShownToNobody() {
    RequestSettings settings = Requests.settings(webhook("https://hooks.example.com"));

    assertThat(settings.toString()).doesNotContain(TOKEN);
    assertThat(new WebhookToken(new Password(TOKEN))).hasToString(Password.HIDDEN);
    assertThat(Optional.of(settings.delivery()).toString()).doesNotContain(TOKEN);
  }

  private static Map<String, String> webhook(String base) {
    return Map.of("runpod.webhook.url", base, "runpod.webhook.token", TOKEN);
  }
}
