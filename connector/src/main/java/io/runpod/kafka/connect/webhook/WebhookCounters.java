package io.runpod.kafka.connect.webhook;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counts calls by what became of them. Thread-safe. */
final class WebhookCounters implements WebhookMXBean {
  private final Map<Verdict, LongAdder> calls = new EnumMap<>(Verdict.class);
  private final LongAdder lost = new LongAdder();

  WebhookCounters() {
    for (Verdict verdict : Verdict.values()) {
      calls.put(verdict, new LongAdder());
    }
  }

  void count(Verdict verdict) {
    calls.get(verdict).increment();
  }

  /** A nudge was taken, but did not get into the ledger. */
  void countLost() {
    lost.increment();
  }

  long of(Verdict verdict) {
    return calls.get(verdict).sum();
  }

  @Override
  public long getNudged() {
    return of(Verdict.NUDGED);
  }

  @Override
  public long getRepeated() {
    return of(Verdict.REPEATED);
  }

  @Override
  public long getForged() {
    return of(Verdict.FORGED);
  }

  @Override
  public long getOversized() {
    return of(Verdict.OVERSIZED);
  }

  @Override
  public long getSlow() {
    return of(Verdict.SLOW);
  }

  @Override
  public long getMalformed() {
    return of(Verdict.MALFORMED);
  }

  @Override
  public long getBusy() {
    return of(Verdict.BUSY);
  }

  @Override
  public long getDropped() {
    return of(Verdict.DROPPED);
  }

  @Override
  public long getLost() {
    return lost.sum();
  }

  /** For the log: all counters. */
  @Override
  public String toString() {
    return "calls=" + calls + " lost=" + lost;
  }
}
