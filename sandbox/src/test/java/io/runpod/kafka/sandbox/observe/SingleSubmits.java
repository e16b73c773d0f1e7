package io.runpod.kafka.sandbox.observe;

import static org.assertj.core.api.Assertions.assertThat;

/** No record was submitted twice. */
public final class SingleSubmits implements Guarantee {
  @Override
  public void requireOf(Story story) {
    assertThat(story.truth().duplicates()).as("records submitted twice").isEmpty();
    assertThat(story.truth().accepted()).isEqualTo(story.produced().jobs().size());
  }
}
