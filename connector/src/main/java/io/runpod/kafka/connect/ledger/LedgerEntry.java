package io.runpod.kafka.connect.ledger;

import io.runpod.kafka.connect.job.EndpointId;
import io.runpod.kafka.connect.job.JobAnswer;
import io.runpod.kafka.connect.job.JobId;
import io.runpod.kafka.connect.job.JobTerms;
import io.runpod.kafka.connect.job.RequestRef;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/** One record of the ledger: something learnt about a job outside a poll. */
public sealed interface LedgerEntry {

  /** The record's key, which also chooses its partition unless one is named. */
  String key();

  /** An entry that stands for one input record of one sink connector. */
  sealed interface OfRequest extends LedgerEntry {
    String connector();

    RequestRef request();
  }

  /**
   * RunPod accepted a job: all that is needed to adopt it.
   *
   * @param headers input record headers to carry to the job's outputs, as text
   */
  record Submitted(
      JobId job,
      EndpointId endpoint,
      String connector,
      RequestRef request,
      Instant submittedAt,
      Map<String, String> headers,
      JobTerms terms)
      implements OfRequest {
    @Override
    public String key() {
      return job.value();
    }
  }

  /**
   * RunPod accepted a job and it was over before {@code /runsync} answered.
   *
   * @param status body of that answer, a whole {@code /status}; empty if it is too large for the
   *     ledger and has to be read from RunPod within a minute
   */
  record Finished(Submitted submitted, Optional<String> status) implements OfRequest {
    @Override
    public String key() {
      return submitted.key();
    }

    @Override
    public String connector() {
      return submitted.connector();
    }

    @Override
    public RequestRef request() {
      return submitted.request();
    }

    /** The same without the answer. */
    public Finished withoutStatus() {
      return new Finished(submitted, Optional.empty());
    }
  }

  /**
   * A job that lives long, appended again so that replay can begin later.
   *
   * @param submitted its {@code connector} is the one that carried it
   * @param from ledger offset this copy replaces, in the same partition
   * @param at when it was carried
   */
  record Carried(Submitted submitted, long from, Instant at) implements LedgerEntry {
    @Override
    public String key() {
      return submitted.key();
    }
  }

  /** A submit is about to be sent (only with {@code runpod.submit.in.doubt=park}). */
  record Intent(String connector, RequestRef request, Instant at) implements OfRequest {
    @Override
    public String key() {
      return coordinates(request);
    }
  }

  /** RunPod definitely did not take the submit of the {@link Intent} before. */
  record Refused(String connector, RequestRef request, Instant at) implements OfRequest {
    @Override
    public String key() {
      return coordinates(request);
    }
  }

  /**
   * Somebody set the offset of an input partition on purpose: entries of it before this one are
   * void.
   *
   * @param input empty for all input partitions of the connector
   */
  record Reset(String connector, Optional<TopicPartition> input, Instant at)
      implements LedgerEntry {
    @Override
    public String key() {
      return connector;
    }
  }

  /** Poll this job now. Never trusted for more than that. */
  record Nudge(JobId job) implements LedgerEntry {
    @Override
    public String key() {
      return job.value();
    }
  }

  /** What became of a command record. The key is the job's, so that it meets the job's reader. */
  sealed interface OfCommand extends OfRequest {
    EndpointId endpoint();

    Instant at();
  }

  /** RunPod took a cancel: a job it no longer knows was cancelled, not lost. */
  record Cancelled(JobId job, EndpointId endpoint, String connector, RequestRef request, Instant at)
      implements OfCommand {
    @Override
    public String key() {
      return job.value();
    }
  }

  /** A retry is about to be asked for: the job's reader must not ask about it meanwhile. */
  record Retrying(JobId job, EndpointId endpoint, String connector, RequestRef request, Instant at)
      implements OfCommand {
    @Override
    public String key() {
      return job.value();
    }
  }

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
      implements OfCommand {
    @Override
    public String key() {
      return job.value();
    }
  }

  /** The retry announced before was not made. */
  record RetryRefused(
      JobId job,
      EndpointId endpoint,
      String connector,
      RequestRef request,
      Instant at,
      String reason)
      implements OfCommand {
    @Override
    public String key() {
      return job.value();
    }
  }

  /**
   * RunPod emptied an endpoint's queue. Written to every partition of the ledger; the copy on the
   * first is the one that is published.
   */
  record Purged(EndpointId endpoint, String connector, RequestRef request, Instant at, long removed)
      implements OfCommand {
    @Override
    public String key() {
      return endpoint.value();
    }
  }

  /** How readers of the destructive {@code /stream} pass a ledger partition on. */
  sealed interface Handover extends LedgerEntry {
    /** Start of the reading task, in epoch ms: the name of the reader. */
    long epoch();

    @Override
    default String key() {
      return "reader-" + epoch();
    }
  }

  /** A reader is about to read streams of this partition's jobs. */
  record ReaderTook(long epoch) implements Handover {}

  /**
   * Chunks a leaving reader read but could not publish.
   *
   * @param attempt of the job whose chunks they are
   * @param sequence number of the first chunk, as it would have been published
   * @param gapBefore the reader knew that chunks may be missing before the first
   */
  record ReaderHandedOver(
      long epoch,
      JobId job,
      int attempt,
      long sequence,
      boolean gapBefore,
      Optional<Integer> retries,
      List<JobAnswer.Chunk> chunks)
      implements Handover {}

  /**
   * The reader ended in order, behind everything it handed over.
   *
   * @param cutReads jobs whose last read was still open: what it took is lost
   */
  record ReaderLeft(long epoch, List<JobId> cutReads) implements Handover {}

  private static String coordinates(RequestRef request) {
    return request.topic() + '-' + request.partition() + '-' + request.offset();
  }
}
