package io.runpod.kafka.connect.job;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A job that is alive, as its reader knows it. Owned by the source task's thread. What has to
 * survive is in its {@link Cursor}; the rest is found out again by asking RunPod.
 *
 * <pre>
 *            /status past IN_QUEUE        terminal status           /stream empty
 *   QUEUED ──────────────────────► RUNNING ─────────────► DRAINING ──────────────► FINISHING ─► ENDED
 *      └──────────────────────── terminal status ───────────┘                  (one last /status)
 * </pre>
 *
 * Without streams a terminal status leads straight to ENDED. A retry leads from there back to
 * QUEUED. Where the job's terms ask for a retry, WITHHELD comes in the place of ENDED, until the
 * retry has happened or has not.
 */
public final class Job {
  /** What the next question to RunPod is about. */
  public enum Phase {
    QUEUED,
    RUNNING,
    DRAINING,
    FINISHING,
    WITHHELD,
    ENDED;

    /** RunPod is not asked about such a job. */
    public boolean quiet() {
      return this == WITHHELD || this == ENDED;
    }
  }

  private final JobId id;
  private final EndpointId endpoint;
  private final RequestRef request;
  private final Map<String, String> headers;
  private final JobTerms terms;
  private final long submittedAt;
  private final int ledgerPartition;
  private final long ledgerOffset;
  private final boolean streamed;

  private Cursor cursor;
  private boolean terminalSeen;
  private boolean drained;
  private boolean cancelled;
  private boolean purged;
  private boolean retrying;
  private Optional<Missing.Row> missing = Optional.empty();

  /**
   * @param cursor what has been told of the job already
   * @param streamed its stream is read
   */
  public Job(
      JobId id,
      EndpointId endpoint,
      RequestRef request,
      Map<String, String> headers,
      JobTerms terms,
      Instant submittedAt,
      int ledgerPartition,
      long ledgerOffset,
      Cursor cursor,
      boolean streamed) {
    this.id = id;
    this.endpoint = endpoint;
    this.request = request;
    this.headers = headers;
    this.terms = terms;
    this.submittedAt = submittedAt.toEpochMilli();
    this.ledgerPartition = ledgerPartition;
    this.ledgerOffset = ledgerOffset;
    this.cursor = cursor;
    this.streamed = streamed;
    this.terminalSeen = cursor.status().terminal();
    this.drained = cursor.care().drained();
  }

  public JobId id() {
    return id;
  }

  public EndpointId endpoint() {
    return endpoint;
  }

  public RequestRef request() {
    return request;
  }

  /** Headers of the input record to carry to the outputs. */
  public Map<String, String> headers() {
    return headers;
  }

  public JobTerms terms() {
    return terms;
  }

  public Instant submittedAt() {
    return Instant.ofEpochMilli(submittedAt);
  }

  public int ledgerPartition() {
    return ledgerPartition;
  }

  public long ledgerOffset() {
    return ledgerOffset;
  }

  public boolean streamed() {
    return streamed;
  }

  public Cursor cursor() {
    return cursor;
  }

  public Phase phase() {
    if (cursor.over()) {
      return Phase.ENDED;
    } else if (cursor.care().asked() == CareTaken.Asked.RETRY) {
      return Phase.WITHHELD;
    } else if (terminalSeen) {
      return drained || !streamed ? Phase.FINISHING : Phase.DRAINING;
    }
    return cursor.started() ? Phase.RUNNING : Phase.QUEUED;
  }

  void cursor(Cursor next) {
    cursor = next;
  }

  void terminalSeen(boolean seen) {
    terminalSeen = seen;
  }

  void drained(boolean empty) {
    drained = empty;
  }

  boolean drained() {
    return drained;
  }

  void end() {
    cursor = cursor.withResultTold();
  }

  /** True if the job can be retried: RunPod retries what failed or timed out. */
  public boolean retryable() {
    return cursor.over()
        && (cursor.status().equals(JobStatus.FAILED)
            || cursor.status().equals(JobStatus.TIMED_OUT));
  }

  /** RunPod took a cancel of it. */
  public void cancelled() {
    cancelled = true;
  }

  boolean wasCancelled() {
    return cancelled;
  }

  /** RunPod emptied the queue it was last seen in. */
  public void purged() {
    purged = true;
  }

  /**
   * True if it was cancelled or purged, so that RunPod's not knowing it any more is no loss. A
   * purge takes nothing that has left the queue, and nothing takes back an end that was told.
   */
  public boolean removalExpected() {
    if (cursor.status().terminal()) {
      return cursor.status().equals(JobStatus.CANCELLED);
    }
    return cancelled || (purged && phase() == Phase.QUEUED);
  }

  /** The commands there were concerned an attempt before this one. */
  public void forgetCommands() {
    cancelled = false;
    purged = false;
    retrying = false;
  }

  /** Somebody is about to retry it, or is not any more. */
  public void retrying(boolean announced) {
    retrying = announced;
  }

  /** A retry is announced whose outcome is not known. */
  public boolean retrying() {
    return retrying;
  }

  void nextAttempt(Instant now) {
    cursor = cursor.nextAttempt(now);
    terminalSeen = false;
    drained = false;
    forgetCommands();
    missing = Optional.empty();
  }

  /** What is known of it while RunPod says that it does not know the job. */
  Optional<Missing.Row> missing() {
    return missing;
  }

  void missing(Optional<Missing.Row> row) {
    missing = row;
  }

  @Override
  public String toString() {
    return id + " " + phase();
  }
}
