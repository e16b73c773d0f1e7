package io.runpod.kafka.connect.source;

import io.runpod.kafka.connect.job.CareTaken;
import io.runpod.kafka.connect.job.CareTaken.Asked;
import io.runpod.kafka.connect.job.Cursor;
import io.runpod.kafka.connect.job.JobStatus;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * {@link OpenJobs} as two short texts, all numbers in base 36.
 *
 * <p>Ranges: lengths of runs from {@code low} to {@code next}, alternately of open and of finished
 * offsets, open first: {@code 3,1,a}. Cursors: of the open jobs that are past IN_QUEUE, in the
 * order of their offsets, {@code distance:status:sequence:attempt:retries:progress:chunks:flags}
 * and, where a deadline depends on it, {@code :since}; the distance from the one before (the first
 * from {@code low}), empty fields for the usual value, separated by semicolons. The size follows
 * the jobs that are alive, not those that are finished.
 */
final class OpenJobsText {
  private static final int RADIX = 36;
  private static final String GAP_AHEAD = "a";
  private static final String GAP_TOLD = "t";
  private static final String NOT_STARTED = "q";
  private static final String OVER = "o";
  private static final String CANCEL_ASKED = "c";
  private static final String RETRY_ASKED = "r";
  private static final String RETRY_IN_VAIN = "v";
  private static final int FIELDS = 8;

  private OpenJobsText() {}

  static String ranges(OpenJobs open, long next) {
    StringBuilder text = new StringBuilder();
    long at = open.low().orElse(next);
    long runStart = at;
    for (long offset : open.cursors().keySet()) {
      if (offset != at) {
        run(text, at - runStart);
        run(text, offset - at);
        runStart = offset;
      }
      at = offset + 1;
    }
    run(text, at - runStart);
    run(text, next - at);
    return text.toString();
  }

  private static void run(StringBuilder text, long length) {
    if (text.length() > 0) {
      text.append(',');
    }
    text.append(Long.toString(length, RADIX));
  }

  static String cursors(OpenJobs open, long next) {
    StringBuilder text = new StringBuilder();
    long before = open.low().orElse(next);
    for (Map.Entry<Long, Cursor> job : open.cursors().entrySet()) {
      if (!job.getValue().equals(Cursor.QUEUED)) {
        if (text.length() > 0) {
          text.append(';');
        }
        cursor(text, job.getKey() - before, job.getValue());
        before = job.getKey();
      }
    }
    return text.toString();
  }

  private static void cursor(StringBuilder text, long distance, Cursor cursor) {
    text.append(Long.toString(distance, RADIX)).append(':').append(word(cursor.status()));
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
    if (cursor.care().since() != 0) {
      number(text, cursor.care().since(), 0);
    }
  }

  private static void number(StringBuilder text, long value, long usual) {
    text.append(':');
    if (value != usual) {
      text.append(Long.toString(value, RADIX));
    }
  }

  /**
   * @throws IllegalArgumentException if the texts are not what this class writes
   */
  static OpenJobs parse(long low, long next, String ranges, String cursors) {
    TreeMap<Long, Cursor> open = new TreeMap<>();
    long at = low;
    boolean isOpen = true;
    for (String length : ranges.split(",", -1)) {
      long end = at + Long.parseLong(length, RADIX);
      if (end < at || end > next) {
        throw new IllegalArgumentException("done ranges beyond next");
      }
      for (; isOpen && at < end; at++) {
        open.put(at, Cursor.QUEUED);
      }
      at = end;
      isOpen = !isOpen;
    }
    if (at != next) {
      throw new IllegalArgumentException("done ranges end at " + at + ", not at next=" + next);
    }
    long offset = low;
    for (String text : cursors.isEmpty() ? new String[0] : cursors.split(";", -1)) {
      String[] fields = text.split(":", -1);
      if (fields.length < FIELDS) {
        throw new IllegalArgumentException("a cursor with " + fields.length + " fields");
      }
      offset += Long.parseLong(fields[0], RADIX);
      if (open.replace(offset, parseCursor(fields)) == null) {
        throw new IllegalArgumentException("a cursor of offset " + offset + ", which is not open");
      }
    }
    return new OpenJobs(open);
  }

  private static Cursor parseCursor(String[] fields) {
    return new Cursor(
        status(fields[1]),
        parse(fields[2], 1),
        (int) parse(fields[3], 1),
        (int) parse(fields[4], Cursor.NO_RETRIES),
        (int) parse(fields[5], 0),
        parse(fields[6], 0),
        fields[7].contains(GAP_AHEAD),
        fields[7].contains(GAP_TOLD),
        !fields[7].contains(NOT_STARTED),
        fields[7].contains(OVER),
        new CareTaken(fields.length > FIELDS ? parse(fields[FIELDS], 0) : 0, asked(fields[7])));
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

  private static long parse(String text, long usual) {
    return text.isEmpty() ? usual : Long.parseLong(text, RADIX);
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
          throw new IllegalArgumentException("no status is written as " + text);
        }
        yield JobStatus.of(URLDecoder.decode(text.substring(1), StandardCharsets.UTF_8));
      }
    };
  }
}
