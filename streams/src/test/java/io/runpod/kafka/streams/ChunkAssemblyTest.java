package io.runpod.kafka.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.runpod.kafka.schema.AssembledStream;
import io.runpod.kafka.schema.SequenceRange;
import io.runpod.kafka.schema.StreamChunk;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ChunkAssemblyTest {
  private final Chunks job = Chunks.ofJob("job-1");

  @Test
  void putsTheChunksIntoOneArrayInTheirOrder() {
    AssembledStream whole =
        Assembly.of(job.chunk(0, "{\"n\":0}"), job.chunk(1, "5"), job.chunk(2, "[]"), job.end(3));

    assertThat(whole.getOutput()).isEqualTo("[{\"n\":0},5,[]]");
    assertThat(whole.getOutputBytes()).isEqualTo(whole.getOutput().length());
    assertThat(whole.getChunkCount()).isEqualTo(3);
    assertThat(whole.getExpectedCount()).isEqualTo(3);
    assertThat(whole.getComplete()).isTrue();
    assertThat(whole.getMissing()).isEmpty();
    assertThat(whole.getError()).isNull();
    assertThat(whole.getFirstObservedAt()).isEqualTo(Chunks.START);
    assertThat(whole.getObservedAt()).isEqualTo(Chunks.START.plusMillis(3));
  }

  @Test
  void joinsTheTextWhenEveryChunkIsText() {
    AssembledStream whole =
        Assembly.of(
            job.chunk(0, "\"Hel\""), job.chunk(1, "{\"text\":[\"lo\",\" Zoë\"]}"), job.end(2));

    assertThat(whole.getText()).isEqualTo("Hello Zoë");
  }

  @Test
  void hasNoTextWhenOneChunkIsNone() {
    AssembledStream whole =
        Assembly.of(job.chunk(0, "\"Hello\""), job.chunk(1, "{\"index\":1}"), job.end(2));

    assertThat(whole.getText()).isNull();
  }

  @Test
  void leavesTheTextOutWhenItWouldNotFitBesideTheOutput() {
    String half = "\"" + "x".repeat(2500) + "\"";

    AssembledStream whole = Assembly.of(job.chunk(0, half), job.end(1));

    assertThat(whole.getOutput()).isEqualTo("[" + half + "]");
    assertThat(whole.getText()).isNull();
    assertThat(whole.getComplete()).isTrue();
  }

  @Test
  void joinsAChunkThatCameInParts() {
    AssembledStream whole = feed(job.parts(1, "\"a", "b", "c\""));

    assertThat(whole.getOutput()).isEqualTo("[\"1\",\"abc\",\"2\"]");
    assertThat(whole.getText()).isEqualTo("1abc2");
    assertThat(whole.getOutputBytes()).isEqualTo(whole.getOutput().length());
    assertThat(whole.getChunkCount()).isEqualTo(3);
    assertThat(whole.getComplete()).isTrue();
  }

  @Test
  void takesPartsThatAreRepeatedOnce() {
    List<StreamChunk> parts = job.parts(1, "\"a", "b", "c\"");
    List<StreamChunk> repeated = new ArrayList<>(parts.subList(0, 2));
    repeated.addAll(parts);
    repeated.addAll(parts);

    AssembledStream whole = feed(repeated);

    assertThat(whole.getOutput()).isEqualTo("[\"1\",\"abc\",\"2\"]");
    assertThat(whole.getDuplicateCount()).isEqualTo(1);
    assertThat(whole.getComplete()).isTrue();
  }

  @Test
  void aChunkWithoutItsLastPartIsMissing() {
    AssembledStream whole = feed(job.parts(1, "\"a", "b", "c\"").subList(0, 2));

    assertThat(whole.getOutput()).isEqualTo("[\"1\",\"2\"]");
    assertThat(whole.getOutputBytes()).isEqualTo(whole.getOutput().length());
    assertThat(whole.getMissing()).containsExactly(new SequenceRange(1L, 1L));
    assertThat(whole.getComplete()).isFalse();
  }

  @Test
  void aChunkWithoutItsFirstPartIsMissing() {
    AssembledStream whole = feed(job.parts(1, "\"a", "b", "c\"").subList(1, 3));

    assertThat(whole.getOutput()).isEqualTo("[\"1\",\"2\"]");
    assertThat(whole.getMissing()).containsExactly(new SequenceRange(1L, 1L));
    assertThat(whole.getComplete()).isFalse();
  }

  /** Between a whole chunk and another. */
  private AssembledStream feed(List<StreamChunk> parts) {
    List<StreamChunk> stream = new ArrayList<>();
    stream.add(job.chunk(0, "\"1\""));
    stream.addAll(parts);
    stream.add(job.chunk(2, "\"2\""));
    stream.add(job.end(3));
    return Assembly.of(Assembly.LIMITS, stream);
  }

  @Test
  void anEmptyStreamIsAnEmptyArrayAndComplete() {
    AssembledStream whole = Assembly.of(job.end(0));

    assertThat(whole.getOutput()).isEqualTo("[]");
    assertThat(whole.getOutputBytes()).isEqualTo(2);
    assertThat(whole.getText()).isNull();
    assertThat(whole.getComplete()).isTrue();
  }

  @Test
  void leavesOutAChunkSeenBefore() {
    AssembledStream whole =
        Assembly.of(job.chunk(0, "0"), job.chunk(1, "1"), job.chunk(0, "0"), job.end(2));

    assertThat(whole.getOutput()).isEqualTo("[0,1]");
    assertThat(whole.getDuplicateCount()).isEqualTo(1);
    assertThat(whole.getComplete()).isTrue();
  }

  @Test
  void namesTheNumbersThatNeverCame() {
    AssembledStream whole =
        Assembly.of(job.chunk(1, "1"), job.chunk(4, "4"), job.chunk(5, "5"), job.end(8, 8, true));

    assertThat(whole.getMissing()).containsExactly(range(0, 0), range(2, 3), range(6, 7));
    assertThat(whole.getComplete()).isFalse();
  }

  @Test
  void believesTheMarkerThatChunksWereLostBeforeTheTopic() {
    AssembledStream whole =
        Assembly.of(job.chunk(0, "0"), job.afterGap(1, "7"), job.end(2, 2, false));

    assertThat(whole.getComplete()).isFalse();
    assertThat(whole.getGapCount()).isEqualTo(1);
    assertThat(whole.getMissing()).isEmpty();
  }

  @Test
  void believesTheMarkerThatAReportedGapWasNone() {
    AssembledStream whole =
        Assembly.of(job.chunk(0, "0"), job.afterGap(1, "1"), job.end(2, 2, true));

    assertThat(whole.getComplete()).isTrue();
    assertThat(whole.getGapCount()).isEqualTo(1);
  }

  @Test
  void aChunkTooLargeLeavesNullInItsPlaceAndTheStreamIncomplete() {
    AssembledStream whole =
        Assembly.of(job.chunk(0, "0"), job.tooLarge(1), job.chunk(2, "2"), job.end(3));

    assertThat(whole.getOutput()).isEqualTo("[0,null,2]");
    assertThat(whole.getOutputBytes()).isEqualTo(10);
    assertThat(whole.getOversizeCount()).isEqualTo(1);
    assertThat(whole.getComplete()).isFalse();
  }

  @Test
  void theSameNumberUnderALaterReaderIsOtherData() {
    // a source without exactly-once was killed after it published 1 and before it committed it
    AssembledStream whole =
        Assembly.of(
            job.chunk(0, "\"a\""),
            job.chunk(1, "\"b\""),
            job.readBy(2000).afterGap(1, "\"c\""),
            job.readBy(2000).chunk(1, "\"c\""),
            job.readBy(2000).end(2, 2, true));

    assertThat(whole.getOutput()).isEqualTo("[\"a\",\"b\",\"c\"]");
    assertThat(whole.getDuplicateCount()).isEqualTo(1);
    assertThat(whole.getComplete()).as("more chunks than the marker counts").isFalse();
  }

  @Test
  void anAttemptMayNumberOnFromTheOneBefore() {
    Chunks retried = job.attempt(2);

    AssembledStream whole =
        Assembly.of(retried.chunk(5, "5"), retried.chunk(6, "6"), retried.end(7, 2, true));

    assertThat(whole.getAttempt()).isEqualTo(2);
    assertThat(whole.getMissing()).isEmpty();
    assertThat(whole.getComplete()).isTrue();
  }

  @Test
  void keepsTheHighestNumberOfRetriesByThePlatform() {
    StreamChunk again = job.chunk(1, "1");
    again.setRetries(1);

    AssembledStream whole = Assembly.of(job.chunk(0, "0"), again, job.end(2));

    assertThat(whole.getRetries()).isEqualTo(1);
  }

  @Test
  void overTheLimitOfBytesTheOutputIsDroppedAndStillCounted() {
    Assembly assembly = new Assembly(Assembly.LIMITS);
    String kilobyte = "\"" + "x".repeat(1022) + "\"";
    for (int i = 0; i < 6; i++) {
      assembly.feed(job.chunk(i, kilobyte));
    }

    assertThat(assembly.keptChunks()).isZero();
    AssembledStream whole = assembly.feed(job.end(6));
    assertThat(whole.getOutput()).isNull();
    assertThat(whole.getText()).isNull();
    assertThat(whole.getOutputBytes()).isEqualTo(6 * 1024 + 5 + 2);
    assertThat(whole.getChunkCount()).isEqualTo(6);
    assertThat(whole.getMissing()).isEmpty();
    assertThat(whole.getComplete()).isFalse();
    assertThat(whole.getError().getKind()).isEqualTo("OUTPUT_TOO_LARGE");
    assertThat(whole.getError().getMessage())
        .contains("6 chunks", "6151 bytes", "runpod.assembly.max.bytes=4096");
  }

  @Test
  void anOutputOfExactlyTheLimitIsKept() {
    String output = "\"" + "x".repeat(4096 - 4) + "\"";

    AssembledStream whole = Assembly.of(job.chunk(0, output), job.end(1));

    assertThat(whole.getOutputBytes()).isEqualTo(4096);
    assertThat(whole.getOutput()).hasSize(4096);
    assertThat(whole.getError()).isNull();
  }

  @Test
  void overTheLimitOfChunksTheOutputIsDroppedToo() {
    AssemblyLimits ten = new AssemblyLimits(4096, 10, Duration.ofHours(1), Duration.ofMinutes(1));
    Stream<StreamChunk> eleven = IntStream.range(0, 11).mapToObj(i -> job.chunk(i, "1"));

    AssembledStream whole =
        Assembly.of(ten, Stream.concat(eleven, Stream.of(job.end(11))).toList());

    assertThat(whole.getOutput()).isNull();
    assertThat(whole.getChunkCount()).isEqualTo(11);
    assertThat(whole.getError().getMessage()).contains("runpod.assembly.max.chunks=10");
  }

  @Test
  void countsBytesAndNotCharacters() {
    AssembledStream whole = Assembly.of(job.chunk(0, "\"ë\""), job.end(1));

    assertThat(whole.getOutputBytes()).isEqualTo(6);
  }

  @Test
  void anAbandonedStreamShowsWhatCameAndTheGapsWithinIt() {
    Assembly assembly = new Assembly(Assembly.LIMITS);
    assembly.feed(job.chunk(0, "0"));
    assembly.feed(job.chunk(2, "2"));

    AssembledStream whole = assembly.rules().abandon("job-1", List.of(), Assembly.LIMITS);

    assertThat(whole.getComplete()).isFalse();
    assertThat(whole.getExpectedCount()).isNull();
    assertThat(whole.getMissing()).containsExactly(range(1, 1));
    assertThat(whole.getError().getKind()).isEqualTo("STREAM_ABANDONED");
    assertThat(whole.getError().getMessage()).contains("3600000 ms");
    assertThat(assembly.rules().isOpen()).isFalse();
  }

  @Test
  void isAbandonedOnlyWhenNoChunkCameForTheWholeTime() {
    Assembly assembly = new Assembly(Assembly.LIMITS);
    assembly.feed(job.chunk(0, "0"));
    long last = Chunks.START.toEpochMilli();
    long hour = Duration.ofHours(1).toMillis();

    assertThat(assembly.rules().isAbandoned(last + hour - 1, Assembly.LIMITS)).isFalse();
    assertThat(assembly.rules().isAbandoned(last + hour, Assembly.LIMITS)).isTrue();
    assertThat(assembly.rules().isForgettable(last + hour, Assembly.LIMITS)).isFalse();
  }

  @Test
  void whatComesForAClosedOrEarlierAttemptIsPast() {
    Assembly assembly = new Assembly(Assembly.LIMITS);
    assembly.feed(job.attempt(2).chunk(0, "0"));

    assertThat(assembly.rules().isPast(job.attempt(1).chunk(0, "0"))).isTrue();
    assertThat(assembly.rules().isPast(job.attempt(2).chunk(1, "1"))).isFalse();
    assembly.feed(job.attempt(2).end(1));
    assertThat(assembly.rules().isPast(job.attempt(2).end(1))).isTrue();
    assertThat(assembly.rules().isSupersededBy(job.attempt(3).chunk(0, "0"))).isTrue();
  }

  private static SequenceRange range(long first, long last) {
    return new SequenceRange(first, last);
  }
}
