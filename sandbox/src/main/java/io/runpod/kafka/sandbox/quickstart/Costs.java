package io.runpod.kafka.sandbox.quickstart;

/** What has to be said before jobs go to an endpoint that costs money. */
final class Costs {
  private static final int SECONDS_TO_THINK = 5;

  private Costs() {}

  /** Says it, and leaves a moment to press Ctrl-C. */
  static void announce(Screen screen, Options.RealEndpoint real, int jobs) {
    screen.line(
        "This sends %d job(s) to the endpoint %s at %s."
            .formatted(jobs, real.endpointId(), real.baseUrl()));
    screen.line(
        "They run on real workers and cost money. Ctrl-C within %d s to stop."
            .formatted(SECONDS_TO_THINK));
    try {
      Thread.sleep(SECONDS_TO_THINK * 1000L);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted before any job was sent", e);
    }
  }
}
