package io.runpod.kafka.sandbox.observe;

import io.runpod.kafka.simulator.JobTruth;
import java.util.ArrayList;
import java.util.List;

/**
 * G1: every input record was submitted, and a job of it has the result of its last attempt; or it
 * is a dead letter that says why.
 */
public final class NothingLost implements Guarantee {
  @Override
  public List<Violation> violations(Story story) {
    List<Violation> found = new ArrayList<>();
    for (SentRecord sent : story.produced().records()) {
      List<DeadLetter> letters = story.deadLetters(sent);
      List<JobTruth> jobs = story.jobs(sent);
      if (letters.stream().anyMatch(letter -> letter.reason().isBlank())) {
        found.add(Violation.ofRecord(sent.at(), "a dead letter that does not say why"));
      } else if (letters.isEmpty() && jobs.isEmpty()) {
        found.add(Violation.ofRecord(sent.at(), "neither submitted nor a dead letter"));
      } else if (letters.isEmpty() && jobs.stream().noneMatch(job -> hasItsResult(job, story))) {
        found.add(Violation.ofRecord(sent.at(), "submitted, but its last attempt has no result"));
      }
    }
    return found;
  }

  private static boolean hasItsResult(JobTruth job, Story story) {
    int last = TrueAttempt.of(job).size();
    return story.outputs().results(job.id()).stream()
        .anyMatch(result -> result.value().getAttempt() == last);
  }
}
