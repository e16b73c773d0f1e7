package io.runpod.kafka.sandbox.observe;

import io.runpod.kafka.simulator.Operation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * G6: in no 10 s did an endpoint see more requests than its limit, no more of an operation were
 * open at once than the bound, and none was refused as one too many. Immutable.
 */
public final class QuotaKept implements Guarantee {
  private static final Duration WINDOW = Duration.ofSeconds(10);

  private final Map<Operation, Integer> per10s;
  private final Map<Operation, Integer> open;

  private QuotaKept(Map<Operation, Integer> per10s, Map<Operation, Integer> open) {
    this.per10s = per10s;
    this.open = open;
  }

  /** Of the limits RunPod documents. */
  public static QuotaKept documented() {
    return new QuotaKept(
        Map.of(
            Operation.RUN, 1000,
            Operation.RUNSYNC, 2000,
            Operation.STATUS, 2000,
            Operation.CANCEL, 100,
            Operation.PURGE_QUEUE, 2),
        Map.of(
            Operation.RUN, 200,
            Operation.RUNSYNC, 400,
            Operation.STATUS, 400,
            Operation.STATUS_SYNC, 400,
            Operation.STREAM, 400,
            Operation.CANCEL, 20));
  }

  /** With another limit of one operation; status, status-sync and stream share one. */
  public QuotaKept per10s(Operation operation, int limit) {
    return new QuotaKept(with(per10s, operation.quota(), limit), open);
  }

  /** With a bound on how many requests of an operation are open at once. */
  public QuotaKept open(Operation operation, int bound) {
    return new QuotaKept(per10s, with(open, operation, bound));
  }

  @Override
  public List<Violation> violations(Story story) {
    List<Violation> found = new ArrayList<>();
    story.truth().traffic().forEach((endpoint, traffic) -> judge(endpoint, traffic, found));
    return found;
  }

  private void judge(String endpoint, Traffic traffic, List<Violation> found) {
    if (!traffic.isWhole()) {
      found.add(Violation.of("%s had more requests than its log can hold".formatted(endpoint)));
    }
    per10s.forEach(
        (operation, limit) -> {
          int most = traffic.most(operation, WINDOW);
          if (most > limit) {
            found.add(
                Violation.of(
                    "%s saw %d of /%s in 10 s, limit %d"
                        .formatted(endpoint, most, operation.path(), limit)));
          }
        });
    open.forEach(
        (operation, bound) -> {
          int most = traffic.counts().highestConcurrency(operation);
          if (most > bound) {
            found.add(
                Violation.of(
                    "%s had %d of /%s open at once, bound %d"
                        .formatted(endpoint, most, operation.path(), bound)));
          }
        });
    for (Operation operation : Operation.values()) {
      long refused = traffic.refusedAsTooMany(operation);
      if (refused > 0) {
        found.add(
            Violation.of("%s refused %d of /%s".formatted(endpoint, refused, operation.path())));
      }
    }
  }

  private static Map<Operation, Integer> with(
      Map<Operation, Integer> map, Operation operation, int number) {
    Map<Operation, Integer> more = new LinkedHashMap<>(map);
    more.put(operation, number);
    return more;
  }
}
