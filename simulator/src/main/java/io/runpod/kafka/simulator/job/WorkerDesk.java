package io.runpod.kafka.simulator.job;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The worker protocol of an endpoint: what real workers call. Owned by the endpoint's lock. Reports
 * about a job the worker does not have any longer are accepted and dropped.
 */
public final class WorkerDesk {

  private final RemoteWorkers workers;
  private final Attempts attempts;
  private final Runnable dispatch;

  WorkerDesk(RemoteWorkers workers, Attempts attempts, Runnable dispatch) {
    this.workers = workers;
    this.attempts = attempts;
    this.dispatch = dispatch;
  }

  /**
   * The worker asks for jobs: answered when there are some, or 204 after {@code holdMs}.
   *
   * @param most 0 for one job as an object, else a list of at most so many
   */
  public Optional<Answer> take(String workerId, int most, long holdMs, Consumer<Answer> reply) {
    workers.take(workerId, most, holdMs, reply);
    dispatch.run();
    return Optional.empty();
  }

  /** The worker yields {@code {"output": chunk}}. */
  public void stream(String workerId, String jobId, JsonNode body) {
    workers.report(workerId, jobId).ifPresent(job -> attempts.chunk(job, body.path("output")));
  }

  /** The worker reports progress, or the end with {@code output}, {@code error} or both. */
  public void done(String workerId, String jobId, JsonNode body) {
    workers
        .report(workerId, jobId)
        .ifPresent(
            job -> {
              if (body.path("status").asText().equals("IN_PROGRESS")) {
                attempts.progress(job, body.path("output"));
              } else {
                workers.reporting(workerId, () -> attempts.finish(job, outcome(body)));
              }
            });
  }

  /** The worker asks which jobs to stop: answered when there are some, or 204. */
  public Optional<Answer> stop(String workerId, long holdMs, Consumer<Answer> reply) {
    return workers.stop(workerId, holdMs, reply);
  }

  /** The worker is alive and has these jobs. */
  public void ping(String workerId, Set<String> jobIds) {
    workers.ping(workerId, jobIds);
  }

  private static Outcome outcome(JsonNode body) {
    return new Outcome(
        present(body, "output"),
        present(body, "error")
            .map(error -> error.isTextual() ? error.textValue() : error.toString()));
  }

  private static Optional<JsonNode> present(JsonNode body, String key) {
    return Optional.ofNullable(body.get(key)).filter(value -> !value.isNull());
  }
}
