package io.runpod.kafka.connect.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigDef.LambdaValidator;
import org.apache.kafka.common.config.ConfigDef.Validator;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;

/**
 * The last segment of a webhook's URL: the one thing that tells RunPod's calls from those of
 * others, for RunPod does not sign them. Prints as hidden.
 */
public final class WebhookToken {
  /** The same key in the worker's properties and in the sink connector. */
  public static final String KEY = "runpod.webhook.token";

  private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9_-]{32,256}");

  private final String value;

  public WebhookToken(Password password) {
    this.value = password.value();
  }

  /** Nothing, or long enough not to be guessed and fit for a URL; the value is never shown. */
  public static Validator validator() {
    return LambdaValidator.with(
        (name, value) -> {
          if (value != null && !ALLOWED.matcher(((Password) value).value()).matches()) {
            throw new ConfigException(
                name
                    + " has to be 32 to 256 letters, digits, '-' and '_', and random: take the"
                    + " output of 'openssl rand -hex 32'");
          }
        },
        () -> "32 to 256 letters, digits, '-', '_'");
  }

  /** Takes the same time whatever part of the candidate is right. */
  public boolean matches(String candidate) {
    return MessageDigest.isEqual(
        value.getBytes(StandardCharsets.UTF_8), candidate.getBytes(StandardCharsets.UTF_8));
  }

  /** The segment as it stands in the URL. */
  public String segment() {
    return value;
  }

  @Override
  public String toString() {
    return Password.HIDDEN;
  }
}
