package io.runpod.kafka.sandbox.observe;

import java.util.List;

/** A promise as it is kept to a consumer that drops what has an event ID it knows. */
record Deduplicated(Guarantee promise) implements Guarantee {
  @Override
  public List<Violation> violations(Story story) {
    return promise.violations(story.deduplicated());
  }

  @Override
  public String name() {
    return promise.name() + ", by event ID,";
  }
}
