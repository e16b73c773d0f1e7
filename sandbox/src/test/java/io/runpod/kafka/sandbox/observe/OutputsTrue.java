package io.runpod.kafka.sandbox.observe;

import com.fasterxml.jackson.databind.JsonNode;
import io.runpod.kafka.schema.JobResult;
import io.runpod.kafka.simulator.JobTruth;
import java.util.ArrayList;
import java.util.List;

/**
 * G1: what is published of a completed job is what its handler returned, or an error says why it is
 * not there.
 */
public final class OutputsTrue implements Guarantee {
  @Override
  public List<Violation> violations(Story story) {
    List<Violation> found = new ArrayList<>();
    for (Seen<JobResult> seen : story.outputs().results()) {
      JobResult result = seen.value();
      story
          .truth()
          .job(result.getJobId())
          .filter(job -> result.getStatus().equals("COMPLETED"))
          .filter(job -> !isTrue(result, job))
          .ifPresent(
              job -> found.add(Violation.ofJob(job.id(), "published another output than it had")));
    }
    return found;
  }

  private static boolean isTrue(JobResult result, JobTruth job) {
    if (result.getOutput() == null) {
      return job.output().isEmpty() || result.getError() != null;
    }
    JsonNode published = PublishedStream.json(result.getOutput());
    return job.output().filter(published::equals).isPresent();
  }
}
