package io.runpod.kafka.sandbox.bench;

import io.runpod.kafka.sandbox.Sandbox;
import io.runpod.kafka.simulator.Operation;
import java.time.Duration;
import java.time.Instant;
import java.util.SortedMap;
import java.util.concurrent.TimeUnit;

/**
 * What arrives at the endpoint in a span of whole seconds.
 *
 * @param cpu CPU seconds of the worker for each 1 000 requests
 */
record Load(double perSecond, double cpu) {

  /** Waits for the span and measures it. */
  static Load of(Sandbox sandbox, Instant from, int seconds) throws InterruptedException {
    Cpu cpu = new Cpu(sandbox.workers().process(0));
    sleepUntil(from);
    Duration before = cpu.used();
    sleepUntil(from.plusSeconds(seconds));
    Duration used = cpu.used().minus(before);
    // the last second's requests have to be counted, too
    sleepUntil(from.plusSeconds(seconds + 1));
    long arrived = sum(perSecond(sandbox).subMap(from, from.plusSeconds(seconds)));
    return new Load((double) arrived / seconds, (double) used.toMillis() / arrived);
  }

  /** The first whole second since {@code start} in which a job arrived. */
  static Instant firstSecond(Sandbox sandbox, Instant start) throws InterruptedException {
    while (true) {
      SortedMap<Instant, Long> seconds = perSecond(sandbox).tailMap(start);
      if (!seconds.isEmpty()) {
        return seconds.firstKey();
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  /** Jobs that have arrived since then. */
  static long since(Sandbox sandbox, Instant start) {
    return sum(perSecond(sandbox).tailMap(start));
  }

  private static SortedMap<Instant, Long> perSecond(Sandbox sandbox) {
    return sandbox.endpoint().requests().perSecond(Operation.RUN);
  }

  private static long sum(SortedMap<Instant, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  private static void sleepUntil(Instant time) throws InterruptedException {
    long millis = Duration.between(Instant.now(), time).toMillis();
    if (millis > 0) {
      TimeUnit.MILLISECONDS.sleep(millis);
    }
  }
}
