package io.runpod.kafka.sandbox.quickstart;

import java.time.Duration;

/** Prints a line for each step of the story, with the time it took. Owned by one thread. */
final class Phases {
  private final Screen screen;
  private long stackStarted = System.nanoTime();

  Phases(Screen screen) {
    this.screen = screen;
  }

  /** A step of the story. */
  interface Step<T> {
    T run() throws InterruptedException;
  }

  <T> T run(String title, Step<T> step) throws InterruptedException {
    long start = System.nanoTime();
    T result = step.run();
    double seconds = (System.nanoTime() - start) / 1e9;
    screen.line("%-64s %5.1f s".formatted(title, seconds));
    return result;
  }

  void stackStarted() {
    stackStarted = System.nanoTime();
  }

  /** How long after the stack's start that moment was, a value of the JVM's nano clock. */
  Duration sinceStackStarted(long moment) {
    return Duration.ofNanos(moment - stackStarted);
  }
}
