package io.runpod.kafka.connect.request;

import io.runpod.kafka.connect.job.EndpointId;
import io.runpod.kafka.connect.job.JobTerms;
import java.time.Duration;
import java.util.Optional;

/**
 * What a record asks RunPod for.
 *
 * @param endpoint whom it asks
 * @param body the body of the POST, with the policy; empty for a command
 * @param terms what the job is submitted under
 * @param mode how it is to be submitted; empty leaves that to the connector's setting
 * @param hold how long {@code /runsync} is to hold its answer; empty as before
 */
@SuppressWarnings("ArrayRecordComponent") // a body is handed over, never compared
public record JobRequest(
    EndpointId endpoint,
    byte[] body,
    JobTerms terms,
    Optional<Mode> mode,
    Optional<Duration> hold) {
  private static final byte[] NO_BODY = {};

  /** Of a record that is no job: a command, or one that is refused. */
  public static JobRequest none(EndpointId endpoint) {
    return new JobRequest(endpoint, NO_BODY, JobTerms.NONE, Optional.empty(), Optional.empty());
  }

  /** Inputs stay out of logs. */
  @Override
  public String toString() {
    return "JobRequest[" + endpoint + ", " + body.length + " bytes]";
  }
}
