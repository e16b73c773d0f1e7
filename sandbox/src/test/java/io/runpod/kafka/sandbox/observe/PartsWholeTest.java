package io.runpod.kafka.sandbox.observe;

import static io.runpod.kafka.sandbox.observe.Broken.breaksAboutJob;
import static io.runpod.kafka.sandbox.observe.Broken.keeps;

import io.runpod.kafka.schema.JobResult;
import io.runpod.kafka.schema.StreamChunk;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PartsWholeTest {
  private final Tale tale = Tale.right();
  private final PartsWhole whole = new PartsWhole();

  /** The first result and the first chunk come in three parts. */
  @BeforeEach
  void cut() {
    JobResult result = tale.result(Tale.STREAMED, 1);
    String output = result.getOutput();
    tale.results.remove(0);
    for (int part = 0; part < 3; part++) {
      JobResult one = tale.result(Tale.STREAMED, 1, "COMPLETED", 3L);
      one.setOutput(part < 2 ? output.substring(part, part + 1) : output.substring(2));
      one.setPart(part);
      one.setParts(3);
    }
    StreamChunk chunk = tale.chunk(Tale.STREAMED, 2);
    tale.chunks.remove(2);
    for (int part = 0; part < 3; part++) {
      StreamChunk one = StreamChunk.newBuilder(chunk).setPart(part).setParts(3).build();
      one.setOutput(part == 1 ? "2" : "");
      Coordinates at = new Coordinates("stream", 0, 100 + part);
      tale.chunks.add(2 + part, new Seen<>(one, at, Tale.STREAMED, Optional.of("part " + part)));
    }
  }

  @Test
  void isKeptByAllPartsInOrderWhichAreOneOutput() {
    keeps(whole, tale);
    keeps(new OneResultPerAttempt(), tale);
    keeps(new OutputsTrue(), tale);
    keeps(new ChunksGapFree(), tale);
    keeps(new NoChunkLost(), tale);
  }

  @Test
  void isBrokenByAMissingLastPart() {
    tale.results.remove(tale.results.size() - 1);

    breaksAboutJob(whole, tale, "result of attempt 1 of streamed-u1 ends at part 1", Tale.STREAMED);
  }

  @Test
  void isBrokenByAMissingPartInTheMiddle() {
    tale.results.remove(tale.results.size() - 2);

    breaksAboutJob(whole, tale, "has part 2 where 1 was due", Tale.STREAMED);
  }

  @Test
  void isBrokenByARepeatedPart() {
    tale.chunks.add(3, tale.chunks.get(2));

    breaksAboutJob(
        whole, tale, "chunk #2 of attempt 1 of streamed-u1 has part 0 where 1", Tale.STREAMED);
  }

  @Test
  void aPartThatIsMissingMakesTheResultMissing() {
    tale.results.remove(tale.results.size() - 1);

    breaksAboutJob(new NothingLost(), tale, "its last attempt has no result", Tale.STREAMED);
  }
}
