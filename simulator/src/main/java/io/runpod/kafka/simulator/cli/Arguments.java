package io.runpod.kafka.simulator.cli;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The command line, read. Defaults: port 8000 on 127.0.0.1, one endpoint {@code ep1}, 3 workers.
 */
record Arguments(
    boolean help,
    String host,
    int port,
    List<String> endpoints,
    Optional<String> apiKey,
    int workers,
    double speed) {

  /** The command line makes no sense; the message says which part of it. */
  static final class BadArgumentException extends Exception {
    private static final long serialVersionUID = 1;

    BadArgumentException(String message) {
      super(message);
    }
  }

  static Arguments parse(String... args) throws BadArgumentException {
    boolean help = false;
    String host = "127.0.0.1";
    int port = 8000;
    List<String> endpoints = new ArrayList<>();
    Optional<String> apiKey = Optional.empty();
    int workers = 3;
    double speed = 1;
    Deque<String> left = new ArrayDeque<>(List.of(args));
    while (!left.isEmpty()) {
      String option = left.remove();
      switch (option) {
        case "--help", "-h" -> help = true;
        case "--host" -> host = value(option, left);
        case "--port" -> port = Math.toIntExact(number(option, value(option, left), 0, 65535));
        case "--endpoint" -> endpoints.add(value(option, left));
        case "--api-key" -> apiKey = Optional.of(value(option, left));
        case "--workers" ->
            workers = Math.toIntExact(number(option, value(option, left), 0, 100_000));
        case "--speed" -> speed = number(option, value(option, left), 1, 1_000_000);
        default -> throw new BadArgumentException("unknown option " + option);
      }
    }
    return new Arguments(
        help,
        host,
        port,
        endpoints.isEmpty() ? List.of("ep1") : List.copyOf(endpoints),
        apiKey,
        workers,
        speed);
  }

  private static String value(String option, Deque<String> left) throws BadArgumentException {
    if (left.isEmpty()) {
      throw new BadArgumentException(option + " needs a value");
    }
    return left.remove();
  }

  private static long number(String option, String text, long least, long most)
      throws BadArgumentException {
    try {
      long value = Long.parseLong(text);
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw new BadArgumentException(
        option + " must be a whole number from " + least + " to " + most + ", not " + text);
  }
}
