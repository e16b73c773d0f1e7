package io.runpod.kafka.connect.sink;

import io.runpod.kafka.connect.api.Operation;
import io.runpod.kafka.connect.command.Command;
import io.runpod.kafka.connect.job.EndpointId;
import io.runpod.kafka.connect.job.JobTerms;
import io.runpod.kafka.connect.job.RequestRef;
import io.runpod.kafka.connect.request.JobRequest;
import io.runpod.kafka.connect.request.Mode;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * One input record on its way to being a job, or to being executed as a command. Handed from thread
 * to thread; {@code attempts} and {@code operation} belong to the engine's thread.
 */
final class Submission {
  /** What records queue behind; a new assignment of the partition begins new lanes. */
  record Lane(long assignment, String key) {}

  private final SinkRecord source;
  private final long assignment;
  private final RequestRef request;
  private final JobRequest asked;
  private final Map<String, String> headers;
  private final Optional<Object> lane;
  private final Optional<Command> command;
  private boolean abandoned;
  private int attempts;
  private Operation operation = Operation.RUN;

  /**
   * @param assignment number of the assignment of the record's partition to this task; a partition
   *     that comes back has a new one
   * @param lane what the record queues behind; equal lanes belong to one assignment
   */
  Submission(
      SinkRecord source,
      long assignment,
      RequestRef request,
      JobRequest asked,
      Map<String, String> headers,
      Optional<Object> lane) {
    this(source, assignment, request, asked, headers, lane, Optional.empty());
  }

  private Submission(
      SinkRecord source,
      long assignment,
      RequestRef request,
      JobRequest asked,
      Map<String, String> headers,
      Optional<Object> lane,
      Optional<Command> command) {
    this.source = source;
    this.assignment = assignment;
    this.request = request;
    this.asked = asked;
    this.headers = headers;
    this.lane = lane;
    this.command = command;
  }

  /** A record that asks for a command. It has no body, and waits for those on its subject. */
  static Submission of(
      Command command,
      EndpointId endpoint,
      SinkRecord source,
      long assignment,
      RequestRef request) {
    return new Submission(
        source,
        assignment,
        request,
        JobRequest.none(endpoint),
        Map.of(),
        Optional.of(new Lane(assignment, endpoint + " " + command.subject())),
        Optional.of(command));
  }

  SinkRecord source() {
    return source;
  }

  /** A former owner began the command, and nobody knows what came of that. */
  Submission abandoned() {
    abandoned = true;
    return this;
  }

  boolean isAbandoned() {
    return abandoned;
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

  /** Whom the record is for. */
  EndpointId endpoint() {
    return asked.endpoint();
  }

  byte[] body() {
    return asked.body();
  }

  Map<String, String> headers() {
    return headers;
  }

  /** What the job is submitted under. */
  JobTerms terms() {
    return asked.terms();
  }

  /** How the record asks to be submitted; empty leaves that to the connector's setting. */
  Optional<Mode> mode() {
    return asked.mode();
  }

  /** How long {@code /runsync} is to hold its answer; empty as before. */
  Optional<Duration> hold() {
    return asked.hold();
  }

  Optional<Object> lane() {
    return lane;
  }

  /** Nothing for a record that is a job's input. */
  Optional<Command> command() {
    return command;
  }

  void sendBy(Operation chosen) {
    operation = chosen;
  }

  /** What submits it, or did the last time. */
  Operation operation() {
    return operation;
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
