package io.runpod.kafka.sandbox.observe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Iterator;
import java.util.List;

/**
 * A stream that says it is complete is what was generated; one that lost chunks says so, and what
 * it has is in order. Counts both.
 */
public final class HonestStreams implements Guarantee {
  private int complete;
  private int incomplete;
  private int lossless;

  @Override
  public void requireOf(Story story) {
    story
        .consumed()
        .streams()
        .forEach(
            (job, records) -> {
              PublishedStream stream = PublishedStream.of(job, records);
              List<JsonNode> generated = story.truth().job(job).chunks();
              if (stream.end().getComplete()) {
                complete++;
                assertThat(stream.outputs()).as("%s, complete", job).isEqualTo(generated);
              } else {
                incomplete++;
                lossless += stream.outputs().equals(generated) ? 1 : 0;
                assertThat(isSubsequence(stream.outputs(), generated))
                    .as(
                        "%s, incomplete: its chunks are some of those generated, in their order",
                        job)
                    .isTrue();
              }
            });
  }

  public int complete() {
    return complete;
  }

  public int incomplete() {
    return incomplete;
  }

  /** Of the incomplete ones those that turned out to have every chunk: caution, not loss. */
  public int lossless() {
    return lossless;
  }

  private static boolean isSubsequence(List<JsonNode> part, List<JsonNode> whole) {
    Iterator<JsonNode> rest = whole.iterator();
    return part.stream()
        .allMatch(
            chunk -> {
              while (rest.hasNext()) {
                if (rest.next().equals(chunk)) {
                  return true;
                }
              }
              return false;
            });
  }
}
