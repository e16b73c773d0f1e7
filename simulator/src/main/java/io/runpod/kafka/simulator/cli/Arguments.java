package io.runpod.kafka.simulator.cli;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The command line, read but not yet understood: options and their values. Immutable. */
record Arguments(boolean help, Map<Option, List<String>> values) {

  /** What can be given; only {@link #ENDPOINT} more than once. */
  enum Option {
    HOST("--host"),
    PORT("--port"),
    ENDPOINT("--endpoint"),
    WORKERS("--workers"),
    API_KEY("--api-key"),
    SPEED("--speed"),
    LIMITS("--limits"),
    CONFIG("--config");

    private final String text;

    Option(String text) {
      this.text = text;
    }

    static Optional<Option> of(String text) {
      return List.of(values()).stream().filter(option -> option.text.equals(text)).findFirst();
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /** Reads the words; an unknown, incomplete or repeated option is an illegal argument. */
  static Arguments parse(String... args) {
    boolean help = false;
    Map<Option, List<String>> values = new EnumMap<>(Option.class);
    Deque<String> left = new ArrayDeque<>(List.of(args));
    while (!left.isEmpty()) {
      String word = left.remove();
      if (word.equals("--help") || word.equals("-h")) {
        help = true;
        continue;
      }
      Option option =
          Option.of(word).orElseThrow(() -> new IllegalArgumentException("unknown option " + word));
      if (left.isEmpty()) {
        throw new IllegalArgumentException(option + " needs a value");
      }
      List<String> one = List.of(left.remove());
      values.merge(option, one, (before, more) -> joined(option, before, more));
    }
    return new Arguments(help, values);
  }

  Optional<String> text(Option option) {
    return Optional.ofNullable(values.get(option)).map(list -> list.get(0));
  }

  List<String> all(Option option) {
    return values.getOrDefault(option, List.of());
  }

  /** A whole number in this range. */
  Optional<Integer> number(Option option, int least, int most) {
    return text(option)
        .map(
            text -> {
              try {
                int value = Integer.parseInt(text);
                if (value >= least && value <= most) {
                  return value;
                }
              } catch (NumberFormatException e) {
                // told below
              }
              throw new IllegalArgumentException(
                  option + " must be a whole number from " + least + " to " + most + ": " + text);
            });
  }

  private static List<String> joined(Option option, List<String> before, List<String> more) {
    if (option != Option.ENDPOINT) {
      throw new IllegalArgumentException(option + " is given twice");
    }
    return Stream.concat(before.stream(), more.stream()).toList();
  }
}
