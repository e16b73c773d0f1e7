package io.runpod.kafka.sandbox.observe;

import static io.runpod.kafka.sandbox.observe.Broken.breaksAboutJob;
import static io.runpod.kafka.sandbox.observe.Broken.keeps;

import java.util.List;
import java.util.Set;
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
  void isKeptByAJobThatWasPurged() {
    Tale purged = new Tale();
    purged.sent.add(Tale.FIRST);
    purged.truth(Tale.FIRST, Tale.STREAMED, List.of(), "IN_QUEUE", "GONE");
    purged.end(Tale.STREAMED, 1, 0).setComplete(false);

    keeps(noneLost, purged);
  }

  @Test
  void isBrokenByAStreamThatWasNotPublished() {
    tale.chunks.removeIf(seen -> seen.value().getJobId().equals(Tale.STREAMED));

    breaksAboutJob(noneLost, tale, "attempt 1 has no stream", Tale.STREAMED);
  }

  @Test
  void aStreamThatIsNotToBeReadIsNotThere() {
    NoChunkLost unheard = new NoChunkLost(Set.of(Tale.FIRST.number()));
    breaksAboutJob(unheard, tale, "a stream that nobody asked for", Tale.STREAMED);

    tale.chunks.removeIf(seen -> seen.value().getJobId().equals(Tale.STREAMED));
    keeps(unheard, tale);
  }
}
