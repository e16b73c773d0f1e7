package io.runpod.kafka.simulator.job;

import java.util.Comparator;
import java.util.TreeSet;

/**
 * The endpoint's time and what is due when, in simulated epoch milliseconds: add, drop and play in
 * O(log n). Steps of the same instant are played in the order they were added. Time stands still
 * between two calls of {@link #playUntil}. Owned by the endpoint's lock.
 */
final class Agenda {

  /** "Nothing is due". */
  static final long NEVER = Long.MAX_VALUE;

  /** One planned step; {@link #NOTHING} stands for "none planned". */
  record Entry(long due, long sequence, Runnable step) {
    static final Entry NOTHING = new Entry(NEVER, -1, () -> {});
  }

  private final TreeSet<Entry> entries =
      new TreeSet<>(Comparator.comparingLong(Entry::due).thenComparingLong(Entry::sequence));
  private long sequence;
  private long now;

  Agenda(long now) {
    this.now = now;
  }

  long now() {
    return now;
  }

  /** Plans {@code step} for {@code delayMs} from now; a delay beyond all time means never. */
  Entry in(long delayMs, Runnable step) {
    return at(now + Math.min(Math.max(0, delayMs), NEVER - 1 - now), step);
  }

  /** Plans {@code step}; one whose time has passed is played next. */
  Entry at(long due, Runnable step) {
    Entry entry = new Entry(Math.max(now, due), sequence++, step);
    entries.add(entry);
    return entry;
  }

  /** Forgets a planned step; one that was played or dropped before is ignored. */
  void drop(Entry entry) {
    entries.remove(entry);
  }

  long nextDue() {
    return entries.isEmpty() ? NEVER : entries.first().due();
  }

  /**
   * Plays all that is due up to {@code to}, each step at its own time, and leaves the time at
   * {@code to}. Time never runs backwards.
   *
   * @param settle called whenever all steps of one instant have been played
   */
  void playUntil(long to, Runnable settle) {
    while (nextDue() <= to) {
      now = nextDue();
      while (nextDue() <= now) {
        entries.pollFirst().step().run();
      }
      settle.run();
    }
    now = Math.max(now, to);
  }
}
