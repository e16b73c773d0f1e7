package io.runpod.kafka.connect.sink;

import io.runpod.kafka.connect.metrics.Metrics;
import java.util.concurrent.atomic.AtomicLong;

/** What a task did since it started. Written by the engine and the task, read by anybody. */
final class Counters {
  final AtomicLong submitted = new AtomicLong();
  final AtomicLong finished = new AtomicLong();
  final AtomicLong commanded = new AtomicLong();
  final AtomicLong rejected = new AtomicLong();
  final AtomicLong retried = new AtomicLong();
  final AtomicLong throttled = new AtomicLong();
  final AtomicLong inDoubt = new AtomicLong();
  final AtomicLong skippedAsKnown = new AtomicLong();
  final AtomicLong appendsRepeated = new AtomicLong();

  void show(Metrics metrics) {
    metrics.gauge(
        "submitted-total",
        "Jobs that RunPod accepted and the ledger has since the task started.",
        submitted::get);
    metrics.gauge("commanded-total", "Commands that were executed.", commanded::get);
    metrics.gauge(
        "rejected-total",
        "Records that did not become a job or a command: dead-lettered, or the reason the task"
            + " failed.",
        rejected::get);
    metrics.gauge(
        "retried-total",
        "Submits and commands that will be tried again, after a refusal or a lost answer.",
        retried::get);
    metrics.gauge(
        "in-doubt-total",
        "Submits and commands that RunPod may or may not have accepted.",
        inDoubt::get);
    metrics.gauge(
        "skipped-as-known-total",
        "Records that were not submitted because the ledger has their job from before.",
        skippedAsKnown::get);
    metrics.gauge(
        "appends-repeated-total",
        "Ledger entries that had to be written again because they were not acknowledged.",
        appendsRepeated::get);
  }

  @Override
  public String toString() {
    return "submitted="
        + submitted
        + " finished="
        + finished
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
