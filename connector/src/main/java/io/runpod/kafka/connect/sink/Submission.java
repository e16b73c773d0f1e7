package io.runpod.kafka.connect.sink;

import io.runpod.kafka.connect.command.Command;
import io.runpod.kafka.connect.job.JobTerms;
import io.runpod.kafka.connect.job.RequestRef;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * One input record on its way to being a job, or to being executed as a command. Handed from thread
 * to thread; {@code attempts} belongs to the engine's thread.
 */
final class Submission {
  private static final byte[] NO_BODY = {};

  /** What records queue behind; a new assignment of the partition begins new lanes. */
  record Lane(long assignment, String key) {}

  private final SinkRecord source;
  private final long assignment;
  private final RequestRef request;
  private final byte[] body;
  private final Map<String, String> headers;
  private final JobTerms terms;
  private final Optional<Object> lane;
  private final Optional<Command> command;
  private int attempts;

  /**
   * @param assignment number of the assignment of the record's partition to this task; a partition
   *     that comes back has a new one
   * @param lane what the record queues behind; equal lanes belong to one assignment
   */
  Submission(
      SinkRecord source,
      long assignment,
      RequestRef request,
      byte[] body,
      Map<String, String> headers,
      JobTerms terms,
      Optional<Object> lane) {
    this(source, assignment, request, body, headers, terms, lane, Optional.empty());
  }

  private Submission(
      SinkRecord source,
      long assignment,
      RequestRef request,
      byte[] body,
      Map<String, String> headers,
      JobTerms terms,
      Optional<Object> lane,
      Optional<Command> command) {
    this.source = source;
    this.assignment = assignment;
    this.request = request;
    this.body = body;
    this.headers = headers;
    this.terms = terms;
    this.lane = lane;
    this.command = command;
  }

  /** A record that asks for a command. It has no body, and waits for those on its subject. */
  static Submission of(Command command, SinkRecord source, long assignment, RequestRef request) {
    return new Submission(
        source,
        assignment,
        request,
        NO_BODY,
        Map.of(),
        JobTerms.NONE,
        Optional.of(new Lane(assignment, command.subject())),
        Optional.of(command));
  }

  SinkRecord source() {
    return source;
  }

  long assignment() {
    return assignment;
  }

  RequestRef request() {
    return request;
  }

  TopicPartition partition() {
    return new TopicPartition(request.topic(), request.partition());
  }

  long offset() {
    return request.offset();
  }

  byte[] body() {
    return body;
  }

  Map<String, String> headers() {
    return headers;
  }

  /** What the job is submitted under. */
  JobTerms terms() {
    return terms;
  }

  Optional<Object> lane() {
    return lane;
  }

  /** Nothing for a record that is a job's input. */
  Optional<Command> command() {
    return command;
  }

  void countAttempt() {
    attempts++;
  }

  /** POSTs so far. */
  int attempts() {
    return attempts;
  }

  @Override
  public String toString() {
    return request.topic() + '-' + request.partition() + '@' + request.offset();
  }
}
