package io.runpod.kafka.sandbox.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.runpod.kafka.simulator.JobTruth;

/** Each job's published chunks equal, one by one, what its worker generated. */
public final class WholeStreams implements Guarantee {
  @Override
  public void requireOf(Story story) {
    story
        .consumed()
        .streams()
        .forEach(
            (job, records) -> {
              PublishedStream stream = PublishedStream.of(job, records);
              assertThat(stream.outputs()).as(job).isEqualTo(story.truth().job(job).chunks());
              assertThat(stream.end().getComplete()).as("%s is complete", job).isTrue();
              assertThat(stream.hasGap()).as("%s has a gap", job).isFalse();
            });
    assertThat(story.consumed().results())
        .allSatisfy(
            result -> {
              JobTruth job = story.truth().job(result.getJobId());
              assertThat(job.chunks().isEmpty() || story.consumed().streams().containsKey(job.id()))
                  .as("the stream of %s was published", job.id())
                  .isTrue();
            });
  }
}
