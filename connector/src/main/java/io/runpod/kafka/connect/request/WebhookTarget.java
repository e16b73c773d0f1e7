package io.runpod.kafka.connect.request;

import io.runpod.kafka.connect.config.Keys;
import io.runpod.kafka.connect.config.Validators;
import io.runpod.kafka.connect.config.WebhookToken;
import java.net.URI;
import java.util.Optional;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.LambdaValidator;
import org.apache.kafka.common.config.ConfigDef.Validator;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;

/** Where RunPod is to call when a job has ended: the webhook extension of one of the workers. */
public final class WebhookTarget {
  public static final String URL = "runpod.webhook.url";
  public static final String TOKEN = WebhookToken.KEY;
  private static final String PATH = "/runpod/webhook/";

  private WebhookTarget() {}

  /** Adds the keys. */
  public static ConfigDef define(ConfigDef def) {
    Keys keys = new Keys(def, "Webhooks");
    keys.add(
        URL,
        ConfigDef.Type.STRING,
        "",
        baseUrl(),
        Importance.MEDIUM,
        "Address under which RunPod reaches the workers' webhook extension (docs/webhooks.md), as"
            + " in https://hooks.example.com; "
            + PATH
            + "<token> is added to it. Every job that names no webhook itself is submitted with it."
            + " Empty: no webhook.",
        "Webhook URL");
    keys.add(
        TOKEN,
        ConfigDef.Type.PASSWORD,
        null,
        WebhookToken.validator(),
        Importance.MEDIUM,
        "The secret at the end of the webhook's URL, the same as in the workers' properties. Name"
            + " it through a config provider, as in ${env:RUNPOD_WEBHOOK_TOKEN}.",
        "Webhook token");
    return def;
  }

  private static Validator baseUrl() {
    return LambdaValidator.with(
        (name, value) -> {
          String text = (String) value;
          if (!text.isEmpty()
              && (!Validators.isHttpUrl(text) || !canBeContinued(URI.create(text)))) {
            throw new ConfigException(
                name,
                value,
                "write https://host[:port][/path]; " + PATH + "<token> is added to it");
          }
        },
        () -> "an http or https URL");
  }

  private static boolean canBeContinued(URI uri) {
    return uri.getQuery() == null && uri.getFragment() == null && uri.getUserInfo() == null;
  }

  /**
   * The whole URL, which is a secret, if there is one; {@code config} has passed its validators.
   */
  static Optional<String> url(AbstractConfig config) {
    String base = config.getString(URL);
    Password token = config.getPassword(TOKEN);
    return base.isEmpty() || token == null
        ? Optional.empty()
        : Optional.of(base.replaceAll("/+$", "") + PATH + new WebhookToken(token).segment());
  }
}
