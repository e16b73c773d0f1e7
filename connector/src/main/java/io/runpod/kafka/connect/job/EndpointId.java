package io.runpod.kafka.connect.job;

import java.util.Objects;

/** RunPod's name of a Serverless endpoint. */
public record EndpointId(String value) {
  public EndpointId {
    Objects.requireNonNull(value);
  }

  @Override
  public String toString() {
    return value;
  }
}
