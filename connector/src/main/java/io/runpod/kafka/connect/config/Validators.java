package io.runpod.kafka.connect.config;

import java.net.URI;
import org.apache.kafka.common.config.ConfigDef.LambdaValidator;
import org.apache.kafka.common.config.ConfigDef.Validator;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;

/** Checks of single settings that Kafka's own validators do not have. */
public final class Validators {
  private Validators() {}

  /** An absolute http or https URL. */
  public static Validator httpUrl() {
    return LambdaValidator.with(
        (name, value) -> {
          try {
            URI uri = URI.create((String) value);
            if (uri.getHost() != null
                && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
              return;
            }
          } catch (IllegalArgumentException malformed) {
            // told below
          }
          throw new ConfigException(name, value, "write http://host[:port]/path or https://…");
        },
        () -> "an http or https URL");
  }

  /** One segment of a URL's path. */
  public static Validator pathSegment() {
    return LambdaValidator.with(
        (name, value) -> {
          if (value == null || !((String) value).matches("[A-Za-z0-9._~-]+")) {
            throw new ConfigException(
                name, value, "write the bare ID: letters, digits and '-', no URL and no slash");
          }
        },
        () -> "letters, digits, '.', '_', '~', '-'");
  }

  /** Not blank, and fit for an HTTP header; the value itself is never shown. */
  public static Validator secret() {
    return LambdaValidator.with(
        (name, value) -> {
          String secret = value == null ? "" : ((Password) value).value();
          if (secret.isBlank() || !secret.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
            throw new ConfigException(
                name
                    + " is empty or has characters that no key has (blanks, line breaks, umlauts)");
          }
        },
        () -> "a key without blanks");
  }
}
