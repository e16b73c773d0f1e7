package io.runpod.kafka.sandbox.observe;

import static io.runpod.kafka.sandbox.observe.Broken.breaksAboutJob;
import static io.runpod.kafka.sandbox.observe.Broken.keeps;

import io.runpod.kafka.schema.StreamChunk;
import org.junit.jupiter.api.Test;

class ChunksGapFreeTest {
  private final Tale tale = Tale.right();
  private final ChunksGapFree gapFree = new ChunksGapFree();

  @Test
  void isKeptByWholeStreamsAndEmptyOnes() {
    keeps(gapFree, tale);
  }

  @Test
  void isKeptByAnIncompleteStreamThatSaysSo() {
    lose(2);

    keeps(gapFree, tale);
  }

  @Test
  void isBrokenByAMissingNumber() {
    tale.chunks.remove(1);

    breaksAboutJob(gapFree, tale, "#2 where #1 was due", Tale.STREAMED);
  }

  @Test
  void isBrokenByARepeatedNumber() {
    tale.chunks.add(2, tale.chunks.get(1));

    breaksAboutJob(gapFree, tale, "#1 where #2 was due", Tale.STREAMED);
  }

  @Test
  void isBrokenByAMissingEnd() {
    tale.chunks.remove(3);

    breaksAboutJob(gapFree, tale, "0 end markers", Tale.STREAMED);
  }

  @Test
  void isBrokenByASecondEnd() {
    tale.end(Tale.STREAMED, 1, 4);

    breaksAboutJob(gapFree, tale, "2 end markers", Tale.STREAMED);
  }

  @Test
  void isBrokenByAChunkBehindTheEnd() {
    tale.chunk(Tale.STREAMED, 1, 4);

    breaksAboutJob(gapFree, tale, "the end marker is not the last", Tale.STREAMED);
  }

  @Test
  void isBrokenByAWrongCount() {
    tale.chunk(Tale.STREAMED, 3).setChunkCount(2L);

    breaksAboutJob(gapFree, tale, "3 chunks, but it says 2", Tale.STREAMED);
  }

  @Test
  void isBrokenByACompleteStreamThatLostItsEnd() {
    lose(2).setComplete(true);

    breaksAboutJob(gapFree, tale, "called complete, but it is not", Tale.STREAMED);
  }

  @Test
  void isBrokenByACompleteStreamWithAnotherChunk() {
    tale.chunk(Tale.STREAMED, 1).setOutput("\"other\"");

    breaksAboutJob(gapFree, tale, "called complete, but it is not", Tale.STREAMED);
  }

  @Test
  void isBrokenByAResultBeforeTheEndMarker() {
    tale.result(Tale.STREAMED, 1).setObservedAt(Tale.START);

    breaksAboutJob(gapFree, tale, "result before end marker", Tale.STREAMED);
  }

  @Test
  void isBrokenByAResultThatCountsOtherwise() {
    tale.result(Tale.STREAMED, 1).setChunkCount(2L);

    breaksAboutJob(gapFree, tale, "the result says 2 chunks, the end marker 3", Tale.STREAMED);
  }

  @Test
  void isBrokenByAResultOfAStreamThatWasNotPublished() {
    tale.chunks.removeIf(seen -> seen.value().getJobId().equals(Tale.STREAMED));

    breaksAboutJob(gapFree, tale, "says 3 chunks, with 0 end markers", Tale.STREAMED);
  }

  @Test
  void isBrokenByAResultThatDoesNotKnowItsStream() {
    tale.result(Tale.STREAMED, 1).setChunkCount(null);

    breaksAboutJob(gapFree, tale, "says null chunks, with 1 end markers", Tale.STREAMED);
  }

  @Test
  void isBrokenByAStreamInTwoPartitions() {
    Seen<StreamChunk> last = tale.chunks.remove(3);
    tale.chunks.add(
        3, new Seen<>(last.value(), new Coordinates("stream", 1, 0), last.key(), last.eventId()));

    breaksAboutJob(gapFree, tale, "chunks in several partitions", Tale.STREAMED);
  }

  /** Takes the last chunk of the first stream away, and has the stream say that. */
  private StreamChunk lose(int chunk) {
    tale.chunks.remove(chunk);
    StreamChunk end = tale.chunk(Tale.STREAMED, 3);
    end.setSequence(2L);
    end.setChunkCount(2L);
    end.setComplete(false);
    tale.result(Tale.STREAMED, 1).setChunkCount(2L);
    return end;
  }
}
