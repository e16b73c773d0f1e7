package io.runpod.kafka.connect.request;

import io.runpod.kafka.connect.job.RequestRef;

/**
 * The ID of a request: the same whenever the record is submitted again, another for every other
 * record, also for those of a topic made anew.
 */
final class RequestId {
  private RequestId() {}

  /**
   * {@code connector:topic:partition:offset:timestamp}, by the record's original coordinates. No
   * topic has a colon in its name, so no two requests have the same ID.
   */
  static String of(String connector, RequestRef request) {
    return connector
        + ':'
        + request.topic()
        + ':'
        + request.partition()
        + ':'
        + request.offset()
        + ':'
        + request.timestamp();
  }
}
