package io.runpod.kafka.sandbox.observe;

import io.runpod.kafka.schema.JobResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * G3: an attempt that ended has one result, and it says what really happened; an attempt that was
 * retried automatically has none, for nobody is to take it for the end.
 */
public final class OneResultPerAttempt implements Guarantee {
  private final Set<Integer> retriedAutomatically;

  public OneResultPerAttempt() {
    this(Set.of());
  }

  /**
   * @param retriedAutomatically numbers of the records whose attempts but the last have no result
   */
  public OneResultPerAttempt(Set<Integer> retriedAutomatically) {
    this.retriedAutomatically = Set.copyOf(retriedAutomatically);
  }

  @Override
  public List<Violation> violations(Story story) {
    List<Violation> found = new ArrayList<>();
    for (String job : story.outputs().jobs()) {
      List<TrueAttempt> attempts = story.truth().attempts(job);
      List<JobResult> results = story.outputs().results(job).stream().map(Seen::value).toList();
      for (TrueAttempt attempt : attempts) {
        List<JobResult> own =
            results.stream().filter(r -> r.getAttempt() == attempt.number()).toList();
        judge(job, attempt, own, isRetried(job, attempt, attempts, story), found);
      }
      results.stream()
          .filter(result -> result.getAttempt() < 1 || result.getAttempt() > attempts.size())
          .forEach(r -> found.add(Violation.ofJob(job, "no attempt %d".formatted(r.getAttempt()))));
    }
    return found;
  }

  private static void judge(
      String job,
      TrueAttempt attempt,
      List<JobResult> results,
      boolean retried,
      List<Violation> found) {
    int wanted = attempt.ended() && !retried ? 1 : 0;
    if (results.size() != wanted) {
      found.add(
          Violation.ofJob(
              job,
              "attempt %d has %d results, not %d"
                  .formatted(attempt.number(), results.size(), wanted)));
    }
    for (JobResult result : results) {
      if (attempt.ended() && !attempt.ends().contains(result.getStatus())) {
        found.add(
            Violation.ofJob(
                job,
                "attempt %d is told as %s and was %s"
                    .formatted(attempt.number(), result.getStatus(), attempt.ends())));
      }
    }
  }

  private boolean isRetried(
      String job, TrueAttempt attempt, List<TrueAttempt> attempts, Story story) {
    return attempt.number() < attempts.size()
        && story
            .truth()
            .job(job)
            .flatMap(story::recordOf)
            .filter(sent -> retriedAutomatically.contains(sent.number()))
            .isPresent();
  }
}
