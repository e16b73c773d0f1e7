package io.runpod.kafka.sandbox.observe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.runpod.kafka.schema.StreamChunk;
import java.util.ArrayList;
import java.util.List;

/** G3: a chunk has the metrics its worker sent beside it, and none that it did not. */
public final class MetricsTrue implements Guarantee {
  @Override
  public List<Violation> violations(Story story) {
    List<Violation> found = new ArrayList<>();
    for (PublishedStream stream : PublishedStream.all(story.outputs())) {
      JsonNode sent =
          story
              .truth()
              .job(stream.job())
              .map(job -> job.input().path("simulate").path("metrics"))
              .orElse(MissingNode.getInstance());
      for (StreamChunk chunk : stream.chunks()) {
        boolean right =
            chunk.getMetrics() == null
                ? sent.isMissingNode()
                : PublishedStream.json(chunk.getMetrics()).equals(sent);
        if (!right) {
          found.add(
              Violation.ofJob(
                  stream.job(),
                  "#%d has the metrics %s, not %s"
                      .formatted(chunk.getSequence(), chunk.getMetrics(), sent)));
        }
      }
    }
    return found;
  }
}
