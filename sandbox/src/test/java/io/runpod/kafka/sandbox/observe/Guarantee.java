package io.runpod.kafka.sandbox.observe;

import java.util.List;

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

  /** The promise's name in messages. */
  default String name() {
    return getClass().getSimpleName();
  }
}
