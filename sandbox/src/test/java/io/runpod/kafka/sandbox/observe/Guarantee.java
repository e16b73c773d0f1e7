package io.runpod.kafka.sandbox.observe;

import java.util.List;
import java.util.Set;

/** A promise of the product, held against a story at its end. */
@FunctionalInterface
public interface Guarantee {
  /** What in the story breaks the promise; nothing where it is kept. */
  List<Violation> violations(Story story);

  /**
   * Fails like an assertion if the story breaks the promise.
   *
   * @throws AssertionError with each violation and the whole history of its job
   */
  default void requireOf(Story story) {
    Guarantees.of(this).requireOf(story);
  }

  /** The same promise where nothing is asked of these jobs and the records they came from. */
  default Guarantee butForJobs(Set<String> jobs) {
    Guarantee all = this;
    return new Guarantee() {
      @Override
      public List<Violation> violations(Story story) {
        return all.violations(story).stream()
            .filter(found -> found.about().filter(about -> isOf(jobs, about, story)).isEmpty())
            .toList();
      }

      @Override
      public String name() {
        return all.name();
      }
    };
  }

  private static boolean isOf(Set<String> jobs, Violation.About about, Story story) {
    if (about instanceof Violation.OfJob job) {
      return jobs.contains(job.id());
    }
    return about instanceof Violation.OfRecord rec
        && story.produced().record(rec.at()).stream()
            .flatMap(sent -> story.jobs(sent).stream())
            .anyMatch(job -> jobs.contains(job.id()));
  }

  /** The promise's name in messages. */
  default String name() {
    return getClass().getSimpleName();
  }
}
