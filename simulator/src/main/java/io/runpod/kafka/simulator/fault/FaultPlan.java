package io.runpod.kafka.simulator.fault;

import io.runpod.kafka.simulator.Fault;
import io.runpod.kafka.simulator.Faults;
import io.runpod.kafka.simulator.Operation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Decides which calls go wrong. Each rule draws from its own random numbers, so the same seed and
 * the same order of calls give the same faults. Thread-safe.
 */
public final class FaultPlan implements Faults {

  private static final class Rule {
    private final Fault fault;
    private final SplittableRandom random;
    private int seen;
    private int hits;

    Rule(Fault fault, SplittableRandom random) {
      this.fault = fault;
      this.random = random;
    }

    boolean hits(Operation operation) {
      if (!fault.operations().contains(operation) || seen++ < fault.skip()) {
        return false;
      }
      boolean hit = hits < fault.times() && random.nextDouble() < fault.rate();
      if (hit) {
        hits++;
      }
      return hit;
    }
  }

  private final SplittableRandom seeds;
  private final List<Rule> rules = new ArrayList<>();

  public FaultPlan(long seed) {
    seeds = new SplittableRandom(seed);
  }

  @Override
  public synchronized void add(Fault fault) {
    rules.add(new Rule(fault, seeds.split()));
  }

  @Override
  public synchronized void clear() {
    rules.clear();
  }

  @Override
  public synchronized List<Hits> hits() {
    return rules.stream().map(rule -> new Hits(rule.fault, rule.hits)).toList();
  }

  /** What happens to the next call of {@code operation}: latencies add up, else the first wins. */
  public synchronized Verdict judge(Operation operation) {
    if (rules.isEmpty()) {
      return Verdict.NONE;
    }
    Duration latency = Duration.ZERO;
    Fault.What what = new Fault.Nothing();
    for (Rule rule : rules) {
      boolean delays = rule.fault.what() instanceof Fault.Latency;
      if ((delays || what instanceof Fault.Nothing) && rule.hits(operation)) {
        if (rule.fault.what() instanceof Fault.Latency more) {
          latency = latency.plus(more.time());
        } else {
          what = rule.fault.what();
        }
      }
    }
    return new Verdict(latency, what);
  }
}
