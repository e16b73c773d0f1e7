package io.runpod.kafka.connect.api;

import io.runpod.kafka.connect.job.JobId;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One request to one endpoint.
 *
 * @param hold how long RunPod is asked to hold the answer, for operations that can hold it
 * @param body JSON, for the operations that submit
 * @param ttl how much longer RunPod is to keep the job's result, for {@link Operation#STATUS}
 * @param decided when it was last known that the call may be sent, in ns of the monotonic clock;
 *     empty for the moment at which it is handed to the client
 */
public record Call(
    Operation operation,
    Optional<JobId> job,
    Optional<Duration> hold,
    Optional<byte[]> body,
    Optional<Duration> ttl,
    OptionalLong decided) {

  private Call(
      Operation operation, Optional<JobId> job, Optional<Duration> hold, Optional<byte[]> body) {
    this(operation, job, hold, body, Optional.empty(), OptionalLong.empty());
  }

  public static Call run(byte[] body) {
    return new Call(Operation.RUN, Optional.empty(), Optional.empty(), Optional.of(body));
  }

  public static Call runsync(byte[] body, Duration wait) {
    return new Call(Operation.RUNSYNC, Optional.empty(), Optional.of(wait), Optional.of(body));
  }

  public static Call status(JobId job) {
    return new Call(Operation.STATUS, Optional.of(job), Optional.empty(), Optional.empty());
  }

  /** The result has been read: RunPod may forget it after {@code ttl}. */
  public static Call release(JobId job, Duration ttl) {
    return new Call(
        Operation.STATUS,
        Optional.of(job),
        Optional.empty(),
        Optional.empty(),
        Optional.of(ttl),
        OptionalLong.empty());
  }

  public static Call statusSync(JobId job, Duration wait) {
    return new Call(Operation.STATUS_SYNC, Optional.of(job), Optional.of(wait), Optional.empty());
  }

  public static Call stream(JobId job, Duration wait) {
    return new Call(Operation.STREAM, Optional.of(job), Optional.of(wait), Optional.empty());
  }

  public static Call cancel(JobId job) {
    return new Call(Operation.CANCEL, Optional.of(job), Optional.empty(), Optional.empty());
  }

  public static Call retry(JobId job) {
    return new Call(Operation.RETRY, Optional.of(job), Optional.empty(), Optional.empty());
  }

  public static Call purgeQueue() {
    return new Call(Operation.PURGE_QUEUE, Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** The same call, which may not begin much later than {@code nanos} of the monotonic clock. */
  public Call decidedAt(long nanos) {
    return new Call(operation, job, hold, body, ttl, OptionalLong.of(nanos));
  }

  public static Call health() {
    return new Call(Operation.HEALTH, Optional.empty(), Optional.empty(), Optional.empty());
  }
}
