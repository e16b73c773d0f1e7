package io.runpod.kafka.sandbox.observe;

/** A promise of the product, held against a story at its end. */
@FunctionalInterface
public interface Guarantee {
  /**
   * Fails like an assertion if the story breaks the promise.
   *
   * @throws AssertionError saying which jobs broke it
   */
  void requireOf(Story story);
}
