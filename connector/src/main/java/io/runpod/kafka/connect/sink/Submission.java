package io.runpod.kafka.connect.sink;

import io.runpod.kafka.connect.job.RequestRef;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * One input record on its way to being a job. Handed from thread to thread; {@code attempts}
 * belongs to the engine's thread.
 */
final class Submission {
  private final SinkRecord source;
  private final long assignment;
  private final RequestRef request;
  private final byte[] body;
  private final Map<String, String> headers;
  private final Optional<Object> lane;
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
      Optional<Object> lane) {
    this.source = source;
    this.assignment = assignment;
    this.request = request;
    this.body = body;
    this.headers = headers;
    this.lane = lane;
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

  Optional<Object> lane() {
    return lane;
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
