package io.runpod.kafka.connect.request;

import java.util.Optional;

/**
 * Where RunPod and the worker are to bring what comes of a job.
 *
 * @param webhook a URL, which may hold a secret
 */
public record Delivery(Optional<String> webhook, Optional<S3Config> s3Config) {
  static final Delivery NONE = new Delivery(Optional.empty(), Optional.empty());

  /** This, and where it says nothing, the other. */
  Delivery or(Delivery other) {
    return new Delivery(webhook.or(other::webhook), s3Config.or(other::s3Config));
  }

  /** Secrets stay out of logs. */
  @Override
  public String toString() {
    return "Delivery[[hidden]]";
  }
}
