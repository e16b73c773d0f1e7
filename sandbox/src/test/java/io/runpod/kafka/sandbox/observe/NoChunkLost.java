package io.runpod.kafka.sandbox.observe;

import io.runpod.kafka.schema.StreamChunk;
import java.util.ArrayList;
import java.util.List;

/**
 * G3 where nothing was killed: each published stream is all that its workers generated, without a
 * gap, and no stream is missing. Streams of jobs that RunPod forgot before their end, as it does
 * with purged ones, cannot be read to theirs.
 */
public final class NoChunkLost implements Guarantee {
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
        if (!published && !attempt.chunks().isEmpty()) {
          found.add(Violation.ofJob(job, "attempt %d has no stream".formatted(attempt.number())));
        }
      }
    }
    return found;
  }

  private static boolean isTakenAway(PublishedStream stream, Story story) {
    return story.truth().attempts(stream.job()).stream()
        .anyMatch(one -> one.number() == stream.attempt() && one.isTakenAway());
  }
}
