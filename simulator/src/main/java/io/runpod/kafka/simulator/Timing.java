package io.runpod.kafka.simulator;

import java.time.Duration;
import java.util.Locale;

/** The spans of simulated time an endpoint is set up with, and their defaults: RunPod's. */
public enum Timing {
  /** Run time of jobs whose script names none. */
  JOB_DURATION(Duration.ofMillis(100)),
  /** From the decision to start a worker until it takes jobs. */
  COLD_START(Duration.ZERO),
  /** How long a worker above the minimum stays without a job. */
  IDLE_TIMEOUT(Duration.ofSeconds(5)),
  /** Longest attempt of a job whose policy names none. */
  EXECUTION_TIMEOUT(Duration.ofMinutes(10)),
  /** When the platform notices that a worker is silent about a job. */
  LOST_AFTER(Duration.ofSeconds(40)),
  /** Life since the submission of a job whose policy names none. */
  TTL(Duration.ofHours(24)),
  /** How long the result of a {@code /run} job is kept. */
  RUN_RETENTION(Duration.ofMinutes(30)),
  /** How long the result of a {@code /runsync} job is kept. */
  RUNSYNC_RETENTION(Duration.ofMinutes(1));

  private final Duration standard;

  Timing(Duration standard) {
    this.standard = standard;
  }

  public Duration standard() {
    return standard;
  }

  /** The setting's name in configuration files, in milliseconds: {@code jobDurationMs}. */
  public String key() {
    StringBuilder key = new StringBuilder();
    for (String word : name().toLowerCase(Locale.ROOT).split("_", -1)) {
      key.append(key.isEmpty() ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1));
    }
    return key.append("Ms").toString();
  }
}
