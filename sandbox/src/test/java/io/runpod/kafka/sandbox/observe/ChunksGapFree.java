package io.runpod.kafka.sandbox.observe;

import io.runpod.kafka.schema.JobResult;
import io.runpod.kafka.schema.StreamChunk;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * G3, G4: the chunks of an attempt are numbered 0, 1, 2 … and followed by one end marker that has
 * counted them, behind which comes the result; the marker calls the stream complete only if it is
 * what the workers generated.
 */
public final class ChunksGapFree implements Guarantee {
  private final boolean eachReader;

  /** As it is with exactly-once. */
  public ChunksGapFree() {
    this(false);
  }

  private ChunksGapFree(boolean eachReader) {
    this.eachReader = eachReader;
  }

  /**
   * As it is without exactly-once: a reader that takes over from a killed one numbers on from the
   * stored offset, and counts none of those that were told behind it.
   */
  public static ChunksGapFree forEachReader() {
    return new ChunksGapFree(true);
  }

  @Override
  public List<Violation> violations(Story story) {
    List<Violation> found = new ArrayList<>();
    List<PublishedStream> streams = PublishedStream.all(story.outputs());
    for (PublishedStream stream : streams) {
      numbers(stream, found);
      if (stream.ends().size() != 1) {
        found.add(of(stream, "%d end markers".formatted(stream.ends().size())));
        continue;
      }
      end(stream, stream.ends().get(0), found);
      if (stream.isSaidToBeComplete() && !isWhole(stream, story.truth())) {
        found.add(of(stream, "called complete, but it is not what was generated"));
      }
    }
    Map<String, List<PublishedStream>> byJob =
        streams.stream().collect(Collectors.groupingBy(PublishedStream::job));
    for (Seen<JobResult> seen : story.outputs().results()) {
      result(seen.value(), byJob.getOrDefault(seen.value().getJobId(), List.of()), found);
    }
    inOnePartition(story, found);
    return found;
  }

  private void numbers(PublishedStream stream, List<Violation> found) {
    long expected = 0;
    long reader = 0;
    for (Seen<StreamChunk> seen : stream.records()) {
      if (eachReader && seen.value().getReaderEpoch() > reader) {
        reader = seen.value().getReaderEpoch();
        expected = Math.min(expected, seen.value().getSequence());
      }
      if (seen.value().getSequence() != expected) {
        found.add(
            of(stream, "#%d where #%d was due".formatted(seen.value().getSequence(), expected)));
        return;
      }
      expected++;
    }
  }

  private void end(PublishedStream stream, StreamChunk end, List<Violation> found) {
    int last = stream.records().size() - 1;
    if (!stream.records().get(last).value().equals(end)) {
      found.add(of(stream, "the end marker is not the last"));
    }
    long counted = eachReader ? end.getSequence() : stream.chunks().size();
    if (end.getChunkCount() == null || end.getChunkCount() != counted) {
      found.add(of(stream, "%d chunks, but it says %s".formatted(counted, end.getChunkCount())));
    }
  }

  static boolean isWhole(PublishedStream stream, Truth truth) {
    var generated = stream.generated(truth);
    var chunks = stream.chunks();
    if (chunks.size() != generated.size()) {
      return false;
    }
    for (int i = 0; i < chunks.size(); i++) {
      if (!PublishedStream.isOf(chunks.get(i), generated.get(i))) {
        return false;
      }
    }
    return true;
  }

  /** The topics are different ones, so the order is that of the times. */
  private void result(JobResult result, List<PublishedStream> streams, List<Violation> found) {
    List<StreamChunk> ends =
        streams.stream()
            .filter(stream -> stream.attempt() == result.getAttempt())
            .flatMap(stream -> stream.ends().stream())
            .toList();
    String job = result.getJobId();
    if (ends.isEmpty() != (result.getChunkCount() == null)) {
      found.add(
          Violation.ofJob(
              job,
              "the result of attempt %d says %s chunks, with %d end markers"
                  .formatted(result.getAttempt(), result.getChunkCount(), ends.size())));
    } else if (!ends.isEmpty()) {
      StreamChunk end = ends.get(0);
      if (!eachReader && !result.getChunkCount().equals(end.getChunkCount())) {
        found.add(
            Violation.ofJob(
                job,
                "the result says %d chunks, the end marker %d"
                    .formatted(result.getChunkCount(), end.getChunkCount())));
      }
      if (result.getObservedAt().isBefore(end.getObservedAt())) {
        found.add(
            Violation.ofJob(
                job, "attempt %d: result before end marker".formatted(result.getAttempt())));
      }
    }
  }

  private static void inOnePartition(Story story, List<Violation> found) {
    for (String job : story.outputs().jobs()) {
      if (story.outputs().chunks(job).stream().map(c -> c.at().partition()).distinct().count()
          > 1) {
        found.add(Violation.ofJob(job, "chunks in several partitions"));
      }
    }
  }

  private static Violation of(PublishedStream stream, String what) {
    return Violation.ofJob(stream.job(), "attempt " + stream.attempt() + ": " + what);
  }
}
