package io.runpod.kafka.sandbox.observe;

import com.fasterxml.jackson.databind.JsonNode;
import io.runpod.kafka.schema.StreamChunk;
import java.util.ArrayList;
import java.util.List;

/**
 * G3: a chunk that was lost is reported, never hidden: by {@code gapBefore} on the chunk behind it,
 * by {@code complete=false} at the end. What is published is in the order it was generated.
 */
public final class ChunksHonest implements Guarantee {
  private static final int SOON = 20;

  private final boolean mayBeLate;

  public ChunksHonest() {
    this(false);
  }

  private ChunksHonest(boolean mayBeLate) {
    this.mayBeLate = mayBeLate;
  }

  /**
   * For what a paused process had begun to ask for and was given when it woke: its heir learns of
   * it when the next chunk may have been told. The gap is told of a later one then, and at the end.
   */
  public static ChunksHonest orSoonAfter() {
    return new ChunksHonest(true);
  }

  @Override
  public List<Violation> violations(Story story) {
    List<Violation> found = new ArrayList<>();
    for (PublishedStream stream : PublishedStream.all(story.outputs())) {
      List<JsonNode> generated = stream.generated(story.truth());
      List<Integer> places = List.of(-1);
      for (StreamChunk chunk : stream.chunks()) {
        boolean gap = chunk.getGapBefore() || (mayBeLate && toldBehind(stream, chunk));
        places = places(chunk, gap, generated, places);
        if (places.isEmpty()) {
          found.add(
              Violation.ofJob(
                  stream.job(),
                  "attempt %d: #%d is not the next that was generated, and no gap is told"
                      .formatted(stream.attempt(), chunk.getSequence())));
          break;
        }
      }
      boolean toTheEnd = places.contains(generated.size() - 1);
      if (!places.isEmpty() && !toTheEnd && stream.isSaidToBeComplete()) {
        found.add(
            Violation.ofJob(
                stream.job(),
                "attempt %d: chunks are missing at the end".formatted(stream.attempt())));
      }
    }
    return found;
  }

  /** One of the next chunks tells of a gap, and the end does. */
  private static boolean toldBehind(PublishedStream stream, StreamChunk chunk) {
    return !stream.isSaidToBeComplete()
        && stream.chunks().stream()
            .filter(later -> later.getSequence() > chunk.getSequence())
            .limit(SOON)
            .anyMatch(StreamChunk::getGapBefore);
  }

  /** Where among those generated the chunk may be, if the one before it was at these places. */
  private static List<Integer> places(
      StreamChunk chunk, boolean gap, List<JsonNode> generated, List<Integer> before) {
    List<Integer> places = new ArrayList<>();
    for (int place = before.get(0) + 1; place < generated.size(); place++) {
      boolean reachable = gap || before.contains(place - 1);
      if (reachable && PublishedStream.isOf(chunk, generated.get(place))) {
        places.add(place);
      }
    }
    return places;
  }
}
