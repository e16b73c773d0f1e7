package io.runpod.kafka.sandbox.bench;

import java.time.Duration;

/** CPU time of a process. */
record Cpu(ProcessHandle process) {
  Duration used() {
    return process.info().totalCpuDuration().orElseThrow();
  }
}
