package io.runpod.kafka.simulator.http;

import io.runpod.kafka.simulator.Arrival;
import io.runpod.kafka.simulator.Operation;
import io.runpod.kafka.simulator.RequestCounts;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Counts the requests of one endpoint. Thread-safe. */
public final class Traffic {

  private static final class OfOperation {
    private final Map<Integer, Long> byCode = new TreeMap<>();
    private final TreeMap<Instant, Long> perSecond = new TreeMap<>();
    private int open;
    private int highest;
    private Instant second = Instant.EPOCH;
    private long inSecond;

    void arrive(Instant now) {
      highest = Math.max(highest, ++open);
      if (now.getEpochSecond() != second.getEpochSecond()) {
        flush();
        second = Instant.ofEpochSecond(now.getEpochSecond());
      }
      inSecond++;
    }

    void finish(int code) {
      open--;
      byCode.merge(code, 1L, Long::sum);
    }

    /** Keeps the last hours: a simulator that runs for weeks must not grow. */
    private void flush() {
      if (inSecond > 0) {
        perSecond.merge(second, inSecond, Long::sum);
        inSecond = 0;
        if (perSecond.size() > MOST_SECONDS) {
          perSecond.pollFirstEntry();
        }
      }
    }
  }

  private static final int MOST_SECONDS = 6 * 3600;

  private final Map<Operation, OfOperation> operations = new EnumMap<>(Operation.class);
  private final ArrivalLog log = new ArrivalLog();

  synchronized void arrive(Arrival arrival) {
    operations
        .computeIfAbsent(arrival.operation(), first -> new OfOperation())
        .arrive(arrival.at());
    log.add(arrival);
  }

  synchronized void finish(Operation operation, int code) {
    operations.get(operation).finish(code);
  }

  /** The latest requests, one by one. */
  public List<Arrival> latest() {
    return log.latest();
  }

  /** What has been counted so far. */
  public synchronized RequestCounts snapshot() {
    Map<Operation, Map<Integer, Long>> byCode = new EnumMap<>(Operation.class);
    Map<Operation, Integer> highest = new EnumMap<>(Operation.class);
    Map<Operation, SortedMap<Instant, Long>> perSecond = new EnumMap<>(Operation.class);
    operations.forEach(
        (operation, counts) -> {
          counts.flush();
          byCode.put(operation, Map.copyOf(counts.byCode));
          highest.put(operation, counts.highest);
          perSecond.put(operation, new TreeMap<>(counts.perSecond));
        });
    return new RequestCounts(byCode, highest, perSecond);
  }
}
