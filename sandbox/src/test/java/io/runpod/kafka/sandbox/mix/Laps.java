package io.runpod.kafka.sandbox.mix;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Where the time of a run goes: what it did since the last lap, and how long. One thread. */
final class Laps {
  private final Map<String, Duration> laps = new LinkedHashMap<>();
  private long last = System.nanoTime();

  /** Ends a lap; those of one name are added up. */
  Duration end(String name) {
    long now = System.nanoTime();
    Duration lap = Duration.ofNanos(now - last);
    last = now;
    laps.merge(name, lap, Duration::plus);
    return lap;
  }

  @Override
  public String toString() {
    return laps.entrySet().stream()
        .map(
            lap ->
                String.format(
                    Locale.ROOT, "%s %.1f s", lap.getKey(), lap.getValue().toMillis() / 1000.0))
        .collect(Collectors.joining(", "));
  }
}
