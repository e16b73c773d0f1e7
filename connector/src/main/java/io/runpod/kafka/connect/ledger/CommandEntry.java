package io.runpod.kafka.connect.ledger;

import io.runpod.kafka.connect.job.EndpointId;
import io.runpod.kafka.connect.job.JobId;
import io.runpod.kafka.connect.job.RequestRef;
import java.time.Instant;
import java.util.Optional;

/** What became of a command record, or is about to. */
public sealed interface CommandEntry extends LedgerEntry.OfRequest {
  EndpointId endpoint();

  Instant at();

  /** Of a command to a job. The key is the job's, so that it meets the job's reader. */
  sealed interface OfJob extends CommandEntry {
    JobId job();

    @Override
    default String key() {
      return job().value();
    }
  }

  /** RunPod took a cancel: a job it no longer knows was cancelled, not lost. */
  record Cancelled(JobId job, EndpointId endpoint, String connector, RequestRef request, Instant at)
      implements OfJob {}

  /** A retry is about to be asked for: the job's reader must not ask about it meanwhile. */
  record Retrying(JobId job, EndpointId endpoint, String connector, RequestRef request, Instant at)
      implements OfJob {}

  /**
   * RunPod took a retry: the job lives again, as its next attempt.
   *
   * @param status body of the {@code /status} answer read just before, which RunPod has forgotten
   *     now; empty if it was too large to keep
   */
  record Retried(
      JobId job,
      EndpointId endpoint,
      String connector,
      RequestRef request,
      Instant at,
      Optional<String> status)
      implements OfJob {}

  /** The retry announced before was not made. */
  record RetryRefused(
      JobId job,
      EndpointId endpoint,
      String connector,
      RequestRef request,
      Instant at,
      String reason)
      implements OfJob {}

  /**
   * RunPod emptied an endpoint's queue. Written to every partition of the ledger; the copy on the
   * first is the one that is published.
   */
  record Purged(EndpointId endpoint, String connector, RequestRef request, Instant at, long removed)
      implements CommandEntry {
    @Override
    public String key() {
      return endpoint.value();
    }
  }
}
