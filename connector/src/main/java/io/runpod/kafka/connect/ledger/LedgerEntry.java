package io.runpod.kafka.connect.ledger;

import io.runpod.kafka.connect.job.EndpointId;
import io.runpod.kafka.connect.job.JobId;
import io.runpod.kafka.connect.job.JobTerms;
import io.runpod.kafka.connect.job.RequestRef;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/** One record of the ledger: something learnt about a job outside a poll. */
public sealed interface LedgerEntry
    permits LedgerEntry.OfRequest,
        LedgerEntry.Carried,
        LedgerEntry.Reset,
        LedgerEntry.Nudge,
        HandoverEntry {

  /** The record's key, which also chooses its partition unless one is named. */
  String key();

  /** An entry that stands for one input record of one sink connector. */
  sealed interface OfRequest extends LedgerEntry
      permits Submitted, Finished, Intent, Refused, CommandEntry {
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

  private static String coordinates(RequestRef request) {
    return request.topic() + '-' + request.partition() + '-' + request.offset();
  }
}
