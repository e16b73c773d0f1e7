package io.runpod.kafka.connect.source;

import io.runpod.kafka.connect.job.Cursor;
import java.util.Map;
import java.util.TreeMap;

/**
 * {@link OpenJobs} as two short texts, all numbers in base 36.
 *
 * <p>Ranges: lengths of runs from {@code low} to {@code next}, alternately of open and of finished
 * offsets, open first: {@code 3,1,a}. Cursors: of the open jobs that are past IN_QUEUE, in the
 * order of their offsets, separated by semicolons, each as {@link CursorText} behind the distance
 * from the one before (the first from {@code low}): {@code 0;1;4:C}. The size follows the jobs that
 * are running, and the gaps between those that are queued, not those that are finished.
 */
final class OpenJobsText {
  static final int RADIX = 36;

  private OpenJobsText() {}

  static String ranges(OpenJobs open, long next) {
    StringBuilder text = new StringBuilder();
    long at = open.low().orElse(next);
    if (open.offsets().runs().isEmpty()) {
      run(text, 0);
    }
    for (Map.Entry<Long, Long> run : open.offsets().runs().entrySet()) {
      if (run.getKey() != at) {
        run(text, run.getKey() - at);
      }
      run(text, run.getValue() - run.getKey());
      at = run.getValue();
    }
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
    for (Map.Entry<Long, Cursor> job : open.moved().entrySet()) {
      if (text.length() > 0) {
        text.append(';');
      }
      text.append(Long.toString(job.getKey() - before, RADIX));
      CursorText.append(text, job.getValue());
      before = job.getKey();
    }
    return text.toString();
  }

  /**
   * @throws IllegalArgumentException if the texts are not what this class writes
   */
  static OpenJobs parse(long low, long next, String ranges, String cursors) {
    OffsetRuns offsets = parseRanges(low, next, ranges);
    TreeMap<Long, Cursor> moved = new TreeMap<>();
    long offset = low;
    for (String text : cursors.isEmpty() ? new String[0] : cursors.split(";", -1)) {
      String[] fields = text.split(":", -1);
      offset += Long.parseLong(fields[0], RADIX);
      if (!offsets.contains(offset)) {
        throw new IllegalArgumentException("a cursor of offset " + offset + ", which is not open");
      }
      Cursor cursor = CursorText.parse(fields);
      if (!cursor.equals(Cursor.QUEUED)) {
        moved.put(offset, cursor);
      }
    }
    return new OpenJobs(offsets, moved);
  }

  private static OffsetRuns parseRanges(long low, long next, String ranges) {
    OffsetRuns offsets = new OffsetRuns();
    long at = low;
    boolean isOpen = true;
    for (String length : ranges.split(",", -1)) {
      long end = at + Long.parseLong(length, RADIX);
      if (end < at || end > next) {
        throw new IllegalArgumentException("done ranges beyond next");
      }
      if (isOpen) {
        offsets.append(at, end);
      }
      at = end;
      isOpen = !isOpen;
    }
    if (at != next) {
      throw new IllegalArgumentException("done ranges end at " + at + ", not at next=" + next);
    }
    return offsets;
  }
}
