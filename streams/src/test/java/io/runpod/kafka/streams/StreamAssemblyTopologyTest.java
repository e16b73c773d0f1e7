package io.runpod.kafka.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.runpod.kafka.schema.AssembledStream;
import io.runpod.kafka.schema.Recorded;
import io.runpod.kafka.schema.StreamChunk;
import java.time.Duration;
import java.util.Properties;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.kafka.streams.KeyValue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StreamAssemblyTopologyTest {
  private final Chunks ada = Chunks.ofJob("ada-u1");
  private final Chunks bob = Chunks.ofJob("bob-u1");
  private StreamAssemblyStory story = new StreamAssemblyStory(new Properties());

  @AfterEach
  void close() {
    story.close();
  }

  @Test
  void twoJobsStreamAtTheSameTimeAndEachComesOutWhole() {
    story.published(
        ada.chunk(0, "\"Good \""),
        bob.chunk(0, "{\"n\":1}"),
        ada.chunk(1, "\"morning\""),
        bob.chunk(1, "{\"n\":2}"));
    assertThat(story.assembled()).as("nothing before the end").isEmpty();

    story.published(bob.end(2), ada.end(2));

    assertThat(story.assembled())
        .extracting(whole -> whole.key, whole -> whole.value.getOutput(), this::text)
        .containsExactly(
            tuple("bob-u1", "[{\"n\":1},{\"n\":2}]", null),
            tuple("ada-u1", "[\"Good \",\"morning\"]", "Good morning"));
  }

  @Test
  void theListenerHearsEachChunkOnceAsItComes() {
    story.published(ada.chunk(0, "\"a\""));
    assertThat(story.heardOutputs()).containsExactly("\"a\"");

    story.published(
        ada.chunk(0, "\"a\""), ada.chunk(1, "\"b\""), ada.end(2), ada.chunk(1, "\"b\""));

    assertThat(story.heardOutputs()).containsExactly("\"a\"", "\"b\"");
  }

  @Test
  void aConnectorThatSendsEverythingTwiceChangesNothing() {
    story.published(ada.chunk(0, "0"), ada.chunk(0, "0"), ada.chunk(1, "1"), ada.end(2));
    AssembledStream whole = story.theAssembledStream();
    assertThat(whole.getOutput()).isEqualTo("[0,1]");
    assertThat(whole.getDuplicateCount()).isEqualTo(1);

    story.published(ada.chunk(0, "0"), ada.chunk(1, "1"), ada.end(2));

    assertThat(story.assembled()).as("no second record").isEmpty();
  }

  @Test
  void aKilledConnectorLeavesAGapAndItIsNotHidden() {
    story.published(ada.chunk(0, "0"));
    story.published(ada.readBy(2000).afterGap(1, "7"), ada.readBy(2000).end(2, 2, false));

    AssembledStream whole = story.theAssembledStream();

    assertThat(whole.getOutput()).isEqualTo("[0,7]");
    assertThat(whole.getGapCount()).isEqualTo(1);
    assertThat(whole.getComplete()).isFalse();
  }

  @Test
  void nothingIsKeptOfAFinishedJobButThatItIsFinishedAndNotForLong() {
    story.published(ada.chunk(0, "0"), ada.chunk(1, "1"));
    assertThat(story.entriesInStores()).isEqualTo(3);

    story.published(ada.end(2));
    assertThat(story.entriesInStores()).isEqualTo(1);

    story.passes(Duration.ofMinutes(11), bob);
    assertThat(story.entries("runpod-assembly-jobs")).as("bob's alone").isEqualTo(1);
  }

  @Test
  void aJobWithoutAnEndIsGivenUpAfterADay() {
    story.published(ada.chunk(0, "\"so far\""));
    story.passes(Duration.ofHours(23), bob);
    assertThat(story.assembled()).isEmpty();

    story.passes(Duration.ofHours(2), Chunks.ofJob("cleo-u1"));

    AssembledStream whole = story.theAssembledStream();
    assertThat(whole.getJobId()).isEqualTo("ada-u1");
    assertThat(whole.getOutput()).isEqualTo("[\"so far\"]");
    assertThat(whole.getComplete()).isFalse();
    assertThat(whole.getError().getKind()).isEqualTo("STREAM_ABANDONED");

    story.published(ada.end(1));
    assertThat(story.assembled()).as("its end marker is late").isEmpty();
  }

  @Test
  void aRetriedJobComesOutOncePerAttempt() {
    story.published(ada.chunk(0, "\"first\""), ada.end(1, 1, true));
    story.published(ada.attempt(2).chunk(0, "\"second\""), ada.chunk(0, "\"first\""));
    story.published(ada.attempt(2).end(1));

    assertThat(story.assembled())
        .extracting(whole -> whole.value.getAttempt(), this::text)
        .containsExactly(tuple(1, "first"), tuple(2, "second"));
  }

  @Test
  void anAttemptThatNeverEndedComesOutWhenTheNextBegins() {
    story.published(ada.chunk(0, "1"), ada.attempt(2).chunk(0, "2"));

    AssembledStream first = story.theAssembledStream();

    assertThat(first.getAttempt()).isEqualTo(1);
    assertThat(first.getOutput()).isEqualTo("[1]");
    assertThat(first.getComplete()).isFalse();
    assertThat(first.getError().getKind()).isEqualTo("STREAM_SUPERSEDED");
    story.published(ada.attempt(2).end(1));
    assertThat(story.theAssembledStream().getOutput()).isEqualTo("[2]");
  }

  @Test
  void aStreamOverTheLimitIsCountedButNotKept() {
    Properties settings = new Properties();
    settings.put(AssemblyConfig.MAX_BYTES, "1024");
    restart(settings);
    String output = "\"" + "x".repeat(98) + "\"";
    IntStream.range(0, 20).forEach(i -> story.published(ada.chunk(i, output)));

    assertThat(story.entries("runpod-assembly-chunks")).isZero();
    story.published(ada.end(20));

    AssembledStream whole = story.theAssembledStream();
    assertThat(whole.getOutput()).isNull();
    assertThat(whole.getChunkCount()).isEqualTo(20);
    assertThat(whole.getComplete()).isFalse();
    assertThat(whole.getError().getKind()).isEqualTo("OUTPUT_TOO_LARGE");
  }

  @Test
  void aListenerThatFailsDoesNotStopTheStream() {
    story.close();
    story =
        new StreamAssemblyStory(
            new Properties(),
            chunk -> {
              throw new IllegalStateException("the terminal is gone");
            });

    story.published(ada.chunk(0, "0"), ada.end(1));

    assertThat(story.theAssembledStream().getComplete()).isTrue();
  }

  @Test
  void theRecordedChunksAreUnderstood() throws Exception {
    for (String name : Recorded.records()) {
      if (name.equals("job-stream") || name.startsWith("job-stream.")) {
        story.published(recorded(name));
      }
    }

    AssembledStream whole = story.theAssembledStream();

    assertThat(whole.getOutput())
        .isEqualTo("[{\"index\":0,\"text\":\"chunk-0\"},null,{\"index\":5,\"text\":\"chunk-5\"}]");
    assertThat(whole.getMissing()).isEmpty();
    assertThat(whole.getOversizeCount()).isEqualTo(1);
    assertThat(whole.getGapCount()).isEqualTo(1);
    assertThat(whole.getComplete()).isFalse();
  }

  @Test
  void aTombstoneIsNoChunk() {
    story.published(ada.chunk(0, "0"));
    story.tombstoned("ada-u1");
    story.published(ada.end(1));

    assertThat(story.theAssembledStream().getComplete()).isTrue();
  }

  private static StreamChunk recorded(String name) throws Exception {
    Schema schema = StreamChunk.getClassSchema();
    return new SpecificDatumReader<StreamChunk>(schema)
        .read(null, DecoderFactory.get().jsonDecoder(schema, Recorded.record(name)));
  }

  private void restart(Properties settings) {
    story.close();
    story = new StreamAssemblyStory(settings);
  }

  private String text(KeyValue<String, AssembledStream> whole) {
    return whole.value.getText();
  }
}
