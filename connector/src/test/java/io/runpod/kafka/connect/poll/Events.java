package io.runpod.kafka.connect.poll;

import java.util.PriorityQueue;

/** What happens in virtual time; of what happens together, first what was added first. */
final class Events {
  private final PriorityQueue<Event> events =
      new PriorityQueue<>(
          (a, b) -> a.at == b.at ? Long.compare(a.number, b.number) : Long.compare(a.at, b.at));
  private long number;

  private record Event(long at, long number, Runnable action) {}

  void add(long at, Runnable action) {
    events.add(new Event(at, number++, action));
  }

  /** When the next is; the largest long if there is none. */
  long next() {
    return events.isEmpty() ? Long.MAX_VALUE : events.peek().at;
  }

  /** Lets all happen that is due until {@code now}, and what that leads to. */
  void happen(long now) {
    while (next() <= now) {
      events.poll().action.run();
    }
  }
}
