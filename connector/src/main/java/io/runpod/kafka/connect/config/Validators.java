package io.runpod.kafka.connect.config;

import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.config.ConfigDef.LambdaValidator;
import org.apache.kafka.common.config.ConfigDef.Validator;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;

/** Checks of single settings that Kafka's own validators do not have. */
public final class Validators {
  private Validators() {}

  /** The host of RunPod's own API, whose addresses always hold an endpoint's ID. */
  private static final String RUNPOD = "api.runpod.ai";

  /**
   * An absolute http or https URL.
   *
   * @param placeholder text that may be in it, to be replaced by an endpoint's ID
   */
  public static Validator httpUrl(String placeholder) {
    return LambdaValidator.with(
        (name, value) -> {
          if (!isHttpUrl(((String) value).replace(placeholder, "id"))) {
            throw new ConfigException(name, value, "write http://host[:port]/path or https://…");
          }
          if (RUNPOD.equals(uri((String) value).getHost())
              && !((String) value).contains(placeholder)) {
            throw new ConfigException(
                name, value, "write " + placeholder + " where the endpoint's ID belongs");
          }
        },
        () -> "an http or https URL");
  }

  /** An absolute http or https URL, or nothing. */
  public static Validator httpUrlOrEmpty() {
    return LambdaValidator.with(
        (name, value) -> {
          if (!((String) value).isEmpty() && !isHttpUrl((String) value)) {
            throw new ConfigException(name, value, "write http://host[:port]/path or https://…");
          }
        },
        () -> "an http or https URL");
  }

  /** True if the text is an absolute http or https URL. */
  public static boolean isHttpUrl(String text) {
    URI uri = uri(text);
    return uri.getHost() != null
        && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()));
  }

  private static URI uri(String text) {
    try {
      return URI.create(text);
    } catch (IllegalArgumentException malformed) {
      return URI.create("");
    }
  }

  /** One segment of a URL's path, or nothing. */
  public static Validator pathSegment() {
    return LambdaValidator.with(
        (name, value) -> requirePathSegment(name, (String) value),
        () -> "letters, digits, '.', '_', '~', '-'");
  }

  /** A list of different ones. */
  public static Validator pathSegments() {
    return LambdaValidator.with(
        (name, value) -> {
          Set<Object> seen = new HashSet<>();
          for (Object segment : (List<?>) value) {
            requirePathSegment(name, (String) segment);
            if (!seen.add(segment)) {
              throw new ConfigException(name, value, segment + " is named twice");
            }
          }
        },
        () -> "letters, digits, '.', '_', '~', '-' each");
  }

  private static void requirePathSegment(String name, String value) {
    if (!value.matches("[A-Za-z0-9._~-]*")) {
      throw new ConfigException(
          name, value, "write the bare ID: letters, digits and '-', no URL and no slash");
    }
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
