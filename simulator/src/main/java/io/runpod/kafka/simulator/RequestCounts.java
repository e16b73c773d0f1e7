package io.runpod.kafka.simulator;

import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The requests one endpoint has seen: an immutable snapshot. A request counts when it arrives in
 * {@link #perSecond}, and when its answer is on the way in {@link #byCode}.
 *
 * @param byCode finished requests per operation and HTTP code; code 0 = closed without an answer
 * @param highestConcurrency most requests of an operation that were open at once
 * @param perSecond requests that arrived, per operation and second of real time
 */
public record RequestCounts(
    Map<Operation, Map<Integer, Long>> byCode,
    Map<Operation, Integer> highestConcurrency,
    Map<Operation, SortedMap<Instant, Long>> perSecond) {

  /** The code of requests that were closed without an answer. */
  public static final int NO_ANSWER = 0;

  public RequestCounts {
    byCode = copy(byCode);
    highestConcurrency = Map.copyOf(highestConcurrency);
    perSecond = copy(perSecond);
  }

  /** Finished requests of an operation, whatever the answer. */
  public long count(Operation operation) {
    return byCode.getOrDefault(operation, Map.of()).values().stream()
        .mapToLong(Long::longValue)
        .sum();
  }

  /** Finished requests of an operation that were answered with this HTTP code. */
  public long count(Operation operation, int code) {
    return byCode.getOrDefault(operation, Map.of()).getOrDefault(code, 0L);
  }

  /** Most requests of the operation that were open at once. */
  public int highestConcurrency(Operation operation) {
    return highestConcurrency.getOrDefault(operation, 0);
  }

  /**
   * Requests of the operation that arrived, per second of real time; quiet seconds are left out.
   */
  public SortedMap<Instant, Long> perSecond(Operation operation) {
    return perSecond.getOrDefault(operation, new TreeMap<>());
  }

  /** Most requests of these operations together that arrived within one second. */
  public long busiestSecond(Operation... operations) {
    Map<Instant, Long> sums = new TreeMap<>();
    for (Operation operation : List.of(operations)) {
      perSecond(operation).forEach((second, count) -> sums.merge(second, count, Long::sum));
    }
    return sums.values().stream().mapToLong(Long::longValue).max().orElse(0);
  }

  private static <T> Map<Operation, T> copy(Map<Operation, T> map) {
    return map.isEmpty() ? Map.of() : new EnumMap<>(map);
  }
}
