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
  @Override
  public List<Violation> violations(Story story) {
    List<Violation> found = new ArrayList<>();
    for (PublishedStream stream : PublishedStream.all(story.outputs())) {
      List<JsonNode> generated = stream.generated(story.truth());
      List<Integer> places = List.of(-1);
      for (StreamChunk chunk : stream.chunks()) {
        places = places(chunk, generated, places);
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

  /** Where among those generated the chunk may be, if the one before it was at these places. */
  private static List<Integer> places(
      StreamChunk chunk, List<JsonNode> generated, List<Integer> before) {
    List<Integer> places = new ArrayList<>();
    for (int place = before.get(0) + 1; place < generated.size(); place++) {
      boolean reachable = chunk.getGapBefore() || before.contains(place - 1);
      if (reachable && PublishedStream.isOf(chunk, generated.get(place))) {
        places.add(place);
      }
    }
    return places;
  }
}
