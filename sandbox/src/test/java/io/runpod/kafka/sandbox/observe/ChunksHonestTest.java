package io.runpod.kafka.sandbox.observe;

import static io.runpod.kafka.sandbox.observe.Broken.breaksAboutJob;
import static io.runpod.kafka.sandbox.observe.Broken.keeps;

import io.runpod.kafka.schema.StreamChunk;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChunksHonestTest {
  private final Tale tale = Tale.right();
  private final ChunksHonest honest = new ChunksHonest();

  @Test
  void isKeptByWholeStreams() {
    keeps(honest, tale);
  }

  @Test
  void isKeptByAGapThatIsTold() {
    StreamChunk behind = without(1);
    behind.setGapBefore(true);

    keeps(honest, tale);
  }

  @Test
  void isBrokenByAGapThatIsNotTold() {
    without(1);

    breaksAboutJob(honest, tale, "no gap is told", Tale.STREAMED);
  }

  @Test
  void isBrokenByAGapToldOfTheWrongChunk() {
    StreamChunk behind = without(1);
    behind.setGapBefore(false);
    tale.chunk(Tale.STREAMED, 0).setGapBefore(true);

    breaksAboutJob(honest, tale, "no gap is told", Tale.STREAMED);
  }

  @Test
  void isBrokenByALostEndThatIsNotTold() {
    tale.chunks.remove(2);

    breaksAboutJob(honest, tale, "chunks are missing at the end", Tale.STREAMED);
  }

  @Test
  void isKeptByALostEndThatIsTold() {
    tale.chunks.remove(2);
    tale.chunk(Tale.STREAMED, 3).setComplete(false);

    keeps(honest, tale);
  }

  @Test
  void isKeptByCaution() {
    tale.chunk(Tale.STREAMED, 1).setGapBefore(true);
    tale.chunk(Tale.STREAMED, 3).setComplete(false);

    keeps(honest, tale);
  }

  @Test
  void isBrokenByChunksInAnotherOrder() {
    tale.chunk(Tale.STREAMED, 0).setOutput("1");
    tale.chunk(Tale.STREAMED, 1).setOutput("0");

    breaksAboutJob(honest, tale, "not the next that was generated", Tale.STREAMED);
  }

  @Test
  void isBrokenByAChunkToldTwice() {
    tale.chunk(Tale.STREAMED, 2).setOutput("1");

    breaksAboutJob(honest, tale, "not the next that was generated", Tale.STREAMED);
  }

  @Test
  void isBrokenByAChunkOfAnEarlierAttempt() {
    tale.truths.removeIf(job -> job.id().equals(Tale.RETRIED));
    tale.truth(
        Tale.SECOND,
        Tale.RETRIED,
        List.of(1, 0),
        "IN_QUEUE",
        "IN_PROGRESS",
        "FAILED",
        "IN_QUEUE",
        "IN_PROGRESS",
        "COMPLETED");

    breaksAboutJob(honest, tale, "attempt 2: #0 is not the next", Tale.RETRIED);
  }

  @Test
  void findsTheGapBehindADispatchThatBeganAgain() {
    // Given a generator that began again: 0 1 2 0 1 2
    Tale again = new Tale();
    again.sent.add(Tale.FIRST);
    again.truth(
        Tale.FIRST,
        Tale.STREAMED,
        List.of(3, 3),
        "IN_QUEUE",
        "IN_PROGRESS",
        "IN_QUEUE",
        "IN_PROGRESS",
        "COMPLETED");
    for (int i = 0; i < 6; i++) {
      again.chunk(Tale.STREAMED, 1, i).setOutput(Integer.toString(i % 3));
    }
    again.end(Tale.STREAMED, 1, 6);
    keeps(honest, again);

    // When the second 0 is lost in silence
    again.chunks.remove(3);

    breaksAboutJob(honest, again, "no gap is told", Tale.STREAMED);
  }

  /** Takes a chunk of the first stream away, and returns the one behind it. */
  private StreamChunk without(int chunk) {
    tale.chunks.remove(chunk);
    tale.chunk(Tale.STREAMED, 3).setComplete(false);
    return tale.chunk(Tale.STREAMED, chunk + 1);
  }
}
