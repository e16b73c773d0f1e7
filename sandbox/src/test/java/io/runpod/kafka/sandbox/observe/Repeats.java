package io.runpod.kafka.sandbox.observe;

/** How often something was told again. */
public final class Repeats {
  private Repeats() {}

  /** Records with an event ID that was there before. */
  public static int of(Story story) {
    return story.outputs().everything().size() - story.deduplicated().outputs().everything().size();
  }
}
