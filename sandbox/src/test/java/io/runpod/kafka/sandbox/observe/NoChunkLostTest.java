package io.runpod.kafka.sandbox.observe;

import static io.runpod.kafka.sandbox.observe.Broken.breaksAboutJob;
import static io.runpod.kafka.sandbox.observe.Broken.keeps;

import org.junit.jupiter.api.Test;

class NoChunkLostTest {
  private final Tale tale = Tale.right();
  private final NoChunkLost noneLost = new NoChunkLost();

  @Test
  void isKeptByWholeStreams() {
    keeps(noneLost, tale);
  }

  @Test
  void isBrokenByALostChunkAlsoIfItIsReported() {
    tale.chunks.remove(2);
    tale.chunk(Tale.STREAMED, 3).setComplete(false);

    breaksAboutJob(noneLost, tale, "attempt 1 lost chunks", Tale.STREAMED);
  }

  @Test
  void isBrokenByCaution() {
    tale.chunk(Tale.STREAMED, 1).setGapBefore(true);
    breaksAboutJob(noneLost, tale, "attempt 1 has a gap", Tale.STREAMED);

    tale.chunk(Tale.STREAMED, 3).setComplete(false);
    breaksAboutJob(noneLost, tale, "attempt 1 is not called complete", Tale.STREAMED);
  }

  @Test
  void isBrokenByAStreamThatWasNotPublished() {
    tale.chunks.removeIf(seen -> seen.value().getJobId().equals(Tale.STREAMED));

    breaksAboutJob(noneLost, tale, "attempt 1 has no stream", Tale.STREAMED);
  }
}
