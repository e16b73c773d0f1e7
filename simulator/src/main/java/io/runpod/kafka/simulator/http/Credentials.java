package io.runpod.kafka.simulator.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;

/**
 * Who may call: the key comes as {@code Bearer <key>} or bare, as both are seen in RunPod's own
 * examples. Without a configured key any key will do, but there must be one. Immutable.
 */
final class Credentials {

  private static final String BEARER = "bearer ";

  private final Optional<String> key;

  Credentials(Optional<String> key) {
    this.key = key;
  }

  boolean accept(Call call) {
    String given = call.header("Authorization").map(Credentials::bare).orElse("");
    return key.map(expected -> same(expected, given)).orElse(!given.isEmpty());
  }

  private static String bare(String header) {
    boolean bearer = header.regionMatches(true, 0, BEARER, 0, BEARER.length());
    return (bearer ? header.substring(BEARER.length()) : header).trim();
  }

  private static boolean same(String expected, String given) {
    return MessageDigest.isEqual(
        expected.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
  }
}
