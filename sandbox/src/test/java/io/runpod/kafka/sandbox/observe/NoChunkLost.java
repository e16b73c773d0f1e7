package io.runpod.kafka.sandbox.observe;

import io.runpod.kafka.schema.StreamChunk;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * G3 where nothing was killed: each published stream is all that its workers generated, without a
 * gap, and no stream is missing. Streams of jobs that RunPod forgot before their end, as it does
 * with purged ones, cannot be read to theirs.
 */
public final class NoChunkLost implements Guarantee {
  private final Set<Integer> unheard;

  public NoChunkLost() {
    this(Set.of());
  }

  /**
   * @param unheard numbers of the records whose streams are not to be read: they have none
   */
  public NoChunkLost(Set<Integer> unheard) {
    this.unheard = Set.copyOf(unheard);
  }

  @Override
  public List<Violation> violations(Story story) {
    List<Violation> found = new ArrayList<>();
    List<PublishedStream> streams = PublishedStream.all(story.outputs());
    for (PublishedStream stream : streams) {
      if (isTakenAway(stream, story)) {
        continue;
      }
      boolean whole = ChunksGapFree.isWhole(stream, story.truth());
      if (!whole || !stream.isSaidToBeComplete()) {
        found.add(
            Violation.ofJob(
                stream.job(),
                (whole ? "attempt %d is not called complete" : "attempt %d lost chunks")
                    .formatted(stream.attempt())));
      }
      if (stream.chunks().stream().anyMatch(StreamChunk::getGapBefore)) {
        found.add(
            Violation.ofJob(stream.job(), "attempt %d has a gap".formatted(stream.attempt())));
      }
    }
    for (String job : story.outputs().jobs()) {
      for (TrueAttempt attempt : story.truth().attempts(job)) {
        boolean published =
            streams.stream().anyMatch(s -> s.job().equals(job) && s.attempt() == attempt.number());
        if (published && isUnheard(job, story)) {
          found.add(Violation.ofJob(job, "a stream that nobody asked for"));
        } else if (!published && !attempt.chunks().isEmpty() && !isUnheard(job, story)) {
          found.add(Violation.ofJob(job, "attempt %d has no stream".formatted(attempt.number())));
        }
      }
    }
    return found;
  }

  private boolean isUnheard(String job, Story story) {
    return story
        .truth()
        .job(job)
        .flatMap(story::recordOf)
        .filter(sent -> unheard.contains(sent.number()))
        .isPresent();
  }

  private static boolean isTakenAway(PublishedStream stream, Story story) {
    return story.truth().attempts(stream.job()).stream()
        .anyMatch(one -> one.number() == stream.attempt() && one.isTakenAway());
  }
}
