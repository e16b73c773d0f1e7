package io.runpod.kafka.sandbox.observe;

import io.runpod.kafka.simulator.JobTruth;
import java.util.ArrayList;
import java.util.List;

/** G2: a record was submitted at most once, but for those that were in doubt; and nothing else. */
public final class NotSubmittedTwice implements Guarantee {
  private final InDoubt inDoubt;

  public NotSubmittedTwice(InDoubt inDoubt) {
    this.inDoubt = inDoubt;
  }

  @Override
  public List<Violation> violations(Story story) {
    List<Violation> found = new ArrayList<>();
    for (SentRecord sent : story.produced().records()) {
      List<JobTruth> jobs = story.jobs(sent);
      if (jobs.size() > 1 && !inDoubt.allows(sent, jobs)) {
        found.add(Violation.ofRecord(sent.at(), "submitted %d times".formatted(jobs.size())));
      }
    }
    for (JobTruth job : story.truth().jobs()) {
      if (story.recordOf(job).isEmpty()) {
        found.add(Violation.ofJob(job.id(), "a job of no record that was sent"));
      }
    }
    return found;
  }
}
