package io.runpod.kafka.streams;

import io.runpod.kafka.schema.SequenceRange;
import java.util.ArrayList;
import java.util.List;

/**
 * A set of sequence numbers kept as runs, so that its size follows the gaps and not the numbers.
 *
 * <p>Works on a list of bounds it is given, first and last of each run in ascending order; the list
 * is changed in place. Not thread-safe.
 */
final class SequenceRuns {
  private final List<Long> bounds;

  SequenceRuns(List<Long> bounds) {
    this.bounds = bounds;
  }

  static SequenceRuns empty() {
    return new SequenceRuns(new ArrayList<>());
  }

  boolean contains(long number) {
    int run = runEndingAtOrAfter(number);
    return run < bounds.size() && bounds.get(run) <= number;
  }

  /** Adds the number; false if it was in already. */
  boolean add(long number) {
    int run = runEndingAtOrAfter(number - 1);
    if (run == bounds.size()) {
      return insert(run, number, number);
    }
    long first = bounds.get(run);
    long last = bounds.get(run + 1);
    if (first <= number && number <= last) {
      return false;
    }
    if (last == number - 1) {
      return extendUp(run, number);
    }
    if (first == number + 1) {
      bounds.set(run, number);
      return true;
    }
    return insert(run, number, number);
  }

  /** Adds every number of the other set. */
  void addAll(SequenceRuns other) {
    for (int run = 0; run < other.bounds.size(); run += 2) {
      addRun(other.bounds.get(run), other.bounds.get(run + 1));
    }
  }

  /** How many numbers are in. */
  long size() {
    long size = 0;
    for (int run = 0; run < bounds.size(); run += 2) {
      size += bounds.get(run + 1) - bounds.get(run) + 1;
    }
    return size;
  }

  /** The numbers from {@code first} to before {@code end} that are not in, ascending. */
  List<SequenceRange> missingFrom(long first, long end) {
    List<SequenceRange> missing = new ArrayList<>();
    long next = first;
    for (int run = 0; run < bounds.size() && next < end; run += 2) {
      long runFirst = bounds.get(run);
      if (next < runFirst) {
        missing.add(new SequenceRange(next, Math.min(runFirst, end) - 1));
      }
      next = Math.max(next, bounds.get(run + 1) + 1);
    }
    if (next < end) {
      missing.add(new SequenceRange(next, end - 1));
    }
    return missing;
  }

  /** The numbers between the smallest and the largest that are not in, ascending. */
  List<SequenceRange> gaps() {
    return bounds.isEmpty() ? List.of() : missingFrom(bounds.get(0), bounds.get(bounds.size() - 1));
  }

  private void addRun(long first, long last) {
    int run = runEndingAtOrAfter(first - 1);
    long mergedFirst = first;
    long mergedLast = last;
    while (run < bounds.size() && bounds.get(run) <= last + 1) {
      mergedFirst = Math.min(mergedFirst, bounds.get(run));
      mergedLast = Math.max(mergedLast, bounds.get(run + 1));
      bounds.subList(run, run + 2).clear();
    }
    insert(run, mergedFirst, mergedLast);
  }

  private boolean insert(int at, long first, long last) {
    bounds.addAll(at, List.of(first, last));
    return true;
  }

  private boolean extendUp(int run, long number) {
    boolean meetsNext = run + 2 < bounds.size() && bounds.get(run + 2) == number + 1;
    if (meetsNext) {
      bounds.subList(run + 1, run + 3).clear();
    } else {
      bounds.set(run + 1, number);
    }
    return true;
  }

  /**
   * Index of the first run whose last number is at least {@code number}; numbers mostly come in
   * order, so from the end.
   */
  private int runEndingAtOrAfter(long number) {
    int run = bounds.size();
    while (run > 0 && bounds.get(run - 1) >= number) {
      run -= 2;
    }
    return run;
  }
}
