package io.runpod.kafka.sandbox;

import java.util.List;

/** Runs steps of a shutdown one after the other, whatever happens in one of them. */
final class Stopping {
  private Stopping() {}

  /**
   * Runs all steps in their order.
   *
   * @throws RuntimeException what the first step that failed threw, with the others' suppressed
   */
  static void all(List<Runnable> steps) {
    RuntimeException failure = null;
    for (Runnable step : steps) {
      try {
        step.run();
      } catch (RuntimeException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
