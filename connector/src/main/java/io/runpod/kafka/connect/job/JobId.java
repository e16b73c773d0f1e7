package io.runpod.kafka.connect.job;

import java.util.Objects;

/** RunPod's name of a job. Opaque: no format is relied on. */
public record JobId(String value) implements Comparable<JobId> {
  public JobId {
    Objects.requireNonNull(value);
    if (value.isBlank()) {
      throw new IllegalArgumentException("a job ID is not blank");
    }
  }

  @Override
  public int compareTo(JobId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
