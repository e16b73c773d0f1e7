package io.runpod.kafka.connect.sink;

import java.util.concurrent.atomic.AtomicLong;

/** What a task did since it started. Written by the engine and the task, read by anybody. */
final class Counters {
  final AtomicLong submitted = new AtomicLong();
  final AtomicLong commanded = new AtomicLong();
  final AtomicLong rejected = new AtomicLong();
  final AtomicLong retried = new AtomicLong();
  final AtomicLong throttled = new AtomicLong();
  final AtomicLong inDoubt = new AtomicLong();
  final AtomicLong skippedAsKnown = new AtomicLong();
  final AtomicLong appendsRepeated = new AtomicLong();

  @Override
  public String toString() {
    return "submitted="
        + submitted
        + " commanded="
        + commanded
        + " rejected="
        + rejected
        + " retried="
        + retried
        + " throttled="
        + throttled
        + " inDoubt="
        + inDoubt
        + " skippedAsKnown="
        + skippedAsKnown
        + " appendsRepeated="
        + appendsRepeated;
  }
}
