package io.runpod.kafka.connect.source;

import io.runpod.kafka.connect.job.CareTaken;
import io.runpod.kafka.connect.job.CareTaken.Asked;
import io.runpod.kafka.connect.job.Cursor;
import io.runpod.kafka.connect.job.JobStatus;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * A {@link Cursor} as text: {@code :status:sequence:attempt:retries:progress:chunks:flags:since},
 * numbers in base 36, fields empty that have the usual value, and none behind the last that has
 * not. So nothing at all stands for a job that is running and has told nothing else.
 */
final class CursorText {
  private static final int RADIX = OpenJobsText.RADIX;
  private static final String GAP_AHEAD = "a";
  private static final String GAP_TOLD = "t";
  private static final String NOT_STARTED = "q";
  private static final String OVER = "o";
  private static final String CANCEL_ASKED = "c";
  private static final String RETRY_ASKED = "r";
  private static final String RETRY_IN_VAIN = "v";

  private CursorText() {}

  static void append(StringBuilder text, Cursor cursor) {
    text.append(':').append(word(cursor.status()));
    number(text, cursor.statusSequence(), 1);
    number(text, cursor.attempt(), 1);
    number(text, cursor.retries(), Cursor.NO_RETRIES);
    number(text, cursor.progressHash(), 0);
    number(text, cursor.chunks(), 0);
    text.append(':')
        .append(cursor.gapAhead() ? GAP_AHEAD : "")
        .append(cursor.gapTold() ? GAP_TOLD : "")
        .append(cursor.started() ? "" : NOT_STARTED)
        .append(cursor.over() ? OVER : "")
        .append(flag(cursor.care().asked()));
    number(text, cursor.care().since(), 0);
    while (text.charAt(text.length() - 1) == ':') {
      text.setLength(text.length() - 1);
    }
  }

  private static void number(StringBuilder text, long value, long usual) {
    text.append(':');
    if (value != usual) {
      text.append(Long.toString(value, RADIX));
    }
  }

  /**
   * @param fields the first is not the cursor's; those a later version added are ignored
   * @throws IllegalArgumentException if they are not what this class writes
   */
  static Cursor parse(String[] fields) {
    String flags = field(fields, 7);
    return new Cursor(
        status(field(fields, 1)),
        number(fields, 2, 1),
        (int) number(fields, 3, 1),
        (int) number(fields, 4, Cursor.NO_RETRIES),
        (int) number(fields, 5, 0),
        number(fields, 6, 0),
        flags.contains(GAP_AHEAD),
        flags.contains(GAP_TOLD),
        !flags.contains(NOT_STARTED),
        flags.contains(OVER),
        new CareTaken(number(fields, 8, 0), asked(flags)));
  }

  private static String field(String[] fields, int number) {
    return number < fields.length ? fields[number] : "";
  }

  private static long number(String[] fields, int number, long usual) {
    String text = field(fields, number);
    return text.isEmpty() ? usual : Long.parseLong(text, RADIX);
  }

  private static String flag(Asked asked) {
    return switch (asked) {
      case NOTHING -> "";
      case CANCEL -> CANCEL_ASKED;
      case RETRY -> RETRY_ASKED;
      case RETRY_IN_VAIN -> RETRY_IN_VAIN;
    };
  }

  private static Asked asked(String flags) {
    for (Asked asked : Asked.values()) {
      if (asked != Asked.NOTHING && flags.contains(flag(asked))) {
        return asked;
      }
    }
    return Asked.NOTHING;
  }

  /** One letter for the words that are known; others are written out behind a tilde. */
  private static String word(JobStatus status) {
    return switch (status.word()) {
      case "IN_PROGRESS" -> "";
      case "IN_QUEUE" -> "Q";
      case "COMPLETED" -> "C";
      case "FAILED" -> "F";
      case "CANCELLED" -> "X";
      case "TIMED_OUT" -> "T";
      default -> "~" + URLEncoder.encode(status.word(), StandardCharsets.UTF_8);
    };
  }

  private static JobStatus status(String text) {
    return switch (text) {
      case "" -> JobStatus.IN_PROGRESS;
      case "Q" -> JobStatus.IN_QUEUE;
      case "C" -> JobStatus.COMPLETED;
      case "F" -> JobStatus.FAILED;
      case "X" -> JobStatus.CANCELLED;
      case "T" -> JobStatus.TIMED_OUT;
      default -> {
        if (!text.startsWith("~")) {
          throw new IllegalArgumentException("a cursor whose status is written as " + text);
        }
        yield JobStatus.of(URLDecoder.decode(text.substring(1), StandardCharsets.UTF_8));
      }
    };
  }
}
