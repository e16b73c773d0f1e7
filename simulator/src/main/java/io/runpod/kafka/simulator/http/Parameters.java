package io.runpod.kafka.simulator.http;

import java.util.Optional;
import java.util.OptionalLong;

/** Reads the query parameters of the API. */
final class Parameters {

  private static final long LEAST_WAIT_MS = 1_000;
  private static final long MOST_WAIT_MS = 300_000;

  private Parameters() {}

  /** {@code wait} in ms, from 1000 to 300000. */
  static long wait(Call call, long fallback) throws RefusedException {
    Optional<String> text = call.query("wait");
    if (text.isEmpty()) {
      return fallback;
    }
    return number(text.get(), LEAST_WAIT_MS, MOST_WAIT_MS)
        .orElseThrow(
            () ->
                RefusedException.invalid(
                    "wait is invalid; must be between " + LEAST_WAIT_MS + " and " + MOST_WAIT_MS));
  }

  /** {@code ttl} in ms, from 0. */
  static OptionalLong ttl(Call call) throws RefusedException {
    Optional<String> text = call.query("ttl");
    if (text.isEmpty()) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(
        number(text.get(), 0, Long.MAX_VALUE)
            .orElseThrow(() -> RefusedException.invalid("ttl is invalid; must be at least 0")));
  }

  private static Optional<Long> number(String text, long least, long most) {
    try {
      long value = Long.parseLong(text);
      return value < least || value > most ? Optional.empty() : Optional.of(value);
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
