package io.runpod.kafka.connect.request;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What can be asked for with a job: by a header of its record, by a field of its envelope, or for
 * all jobs by a setting of the connector. The same bounds hold for all of them.
 */
enum JobOption {
  EXECUTION_TIMEOUT("runpod.policy.execution.timeout.ms", "policy.executionTimeout", 5_000, 7),
  TTL("runpod.policy.ttl.ms", "policy.ttl", 10_000, 7),
  LOW_PRIORITY("runpod.policy.low.priority", "policy.lowPriority", Kind.FLAG, 0, 1),
  STREAM("runpod.stream", "stream", Kind.FLAG, 0, 1),
  QUEUE_TIMEOUT("runpod.queue.timeout.ms", "queueTimeout", 0, 7),
  RUN_TIMEOUT("runpod.run.timeout.ms", "runTimeout", 0, 7),
  RETRIES("runpod.retries", "retries", Kind.NUMBER, 0, 10),
  MODE("runpod.mode", "mode", Kind.MODE, 0, 0),
  WAIT("runpod.wait.ms", "wait", Kind.NUMBER, 1_000, 300_000);

  private static final int SHOWN = 40;
  private static final long DAY = 86_400_000L;

  private final String key;
  private final String field;
  private final Kind kind;
  private final long least;
  private final long most;

  private enum Kind {
    NUMBER,
    FLAG,
    MODE
  }

  /** A time of up to some days. */
  JobOption(String key, String field, long leastMs, int mostDays) {
    this(key, field, Kind.NUMBER, leastMs, mostDays * DAY);
  }

  JobOption(String key, String field, Kind kind, long least, long most) {
    this.key = key;
    this.field = field;
    this.kind = kind;
    this.least = least;
    this.most = most;
  }

  /** Name of the header; where it can be set for all jobs, of the setting too. */
  String key() {
    return key;
  }

  /** Path of the envelope's field, with dots. */
  String field() {
    return field;
  }

  long least() {
    return least;
  }

  long most() {
    return most;
  }

  /**
   * The value that {@code text} stands for: Long, Boolean or {@link Mode}.
   *
   * @param where it was found, for the complaint
   * @throws NoRequest if it is none, or out of bounds
   */
  Object parse(String where, String text) throws NoRequest {
    String word = text.strip().toUpperCase(Locale.ROOT);
    return switch (kind) {
      case NUMBER -> number(where, text, word);
      case FLAG -> {
        if (!word.equals("TRUE") && !word.equals("FALSE")) {
          throw new NoRequest(where + ": " + shown(text) + " is neither true nor false");
        }
        yield word.equals("TRUE");
      }
      case MODE ->
          Arrays.stream(Mode.values())
              .filter(mode -> mode.name().equals(word))
              .findAny()
              .orElseThrow(
                  () -> new NoRequest(where + ": " + shown(text) + " is none of " + modes()));
    };
  }

  private Long number(String where, String text, String word) throws NoRequest {
    try {
      long number = Long.parseLong(word);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException notWhole) {
      // told below
    }
    throw new NoRequest(
        where + ": " + shown(text) + " is no whole number from " + least + " to " + most);
  }

  private static String modes() {
    return Arrays.stream(Mode.values())
        .map(mode -> mode.name().toLowerCase(Locale.ROOT))
        .collect(Collectors.joining(", "));
  }

  private static String shown(String text) {
    return "'" + (text.length() > SHOWN ? PlainText.cut(text, SHOWN) + "…" : text) + "'";
  }
}
