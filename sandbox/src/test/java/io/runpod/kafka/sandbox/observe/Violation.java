package io.runpod.kafka.sandbox.observe;

import java.util.Optional;

/**
 * One thing that breaks a promise.
 *
 * @param what in words
 * @param about the job ID or record whose history explains it, empty if it is about none
 */
public record Violation(String what, Optional<About> about) {
  /** What a history can be told of. */
  public sealed interface About permits OfJob, OfRecord {}

  /** A job, by the ID RunPod gave it. */
  public record OfJob(String id) implements About {}

  /** An input record, by its coordinates. */
  public record OfRecord(Coordinates at) implements About {}

  public static Violation ofJob(String id, String what) {
    return new Violation(what, Optional.of(new OfJob(id)));
  }

  public static Violation ofRecord(Coordinates at, String what) {
    return new Violation(what, Optional.of(new OfRecord(at)));
  }

  public static Violation of(String what) {
    return new Violation(what, Optional.empty());
  }
}
