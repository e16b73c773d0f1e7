package io.runpod.kafka.sandbox.observe;

import java.util.List;

/** G8: an output in parts has all of them, 0, 1, 2 …, in order. */
public final class PartsWhole implements Guarantee {
  @Override
  public List<Violation> violations(Story story) {
    return story.outputs().torn();
  }
}
