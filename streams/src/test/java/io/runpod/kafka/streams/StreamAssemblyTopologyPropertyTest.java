package io.runpod.kafka.streams;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import io.runpod.kafka.schema.AssembledStream;
import io.runpod.kafka.schema.StreamChunk;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class StreamAssemblyTopologyPropertyTest {

  @Property(tries = 60)
  void jobsInAnyInterleavingComeOutAsIfTheyWereAlone(
      @ForAll @Size(min = 1, max = 8) List<@IntRange(max = 12) Integer> lengths,
      @ForAll Random random) {
    try (StreamAssemblyStory story = new StreamAssemblyStory(new Properties())) {
      interleaved(streams(lengths), random).forEach(story::published);

      Map<String, AssembledStream> assembled =
          story.assembled().stream().collect(toMap(whole -> whole.key, whole -> whole.value));
      for (int job = 0; job < lengths.size(); job++) {
        assertThat(assembled.get("job-" + job))
            .isEqualTo(Assembly.of(Assembly.LIMITS, stream(job, lengths.get(job))));
      }
      assertThat(assembled).hasSameSizeAs(lengths);
      assertThat(story.heardOutputs()).hasSize(lengths.stream().mapToInt(i -> i).sum());
      assertThat(story.entries("runpod-assembly-chunks")).isZero();
    }
  }

  private static List<Deque<StreamChunk>> streams(List<Integer> lengths) {
    List<Deque<StreamChunk>> streams = new ArrayList<>();
    for (int job = 0; job < lengths.size(); job++) {
      streams.add(new ArrayDeque<>(stream(job, lengths.get(job))));
    }
    return streams;
  }

  /** A third of the chunks comes twice, at once. */
  private static List<StreamChunk> stream(int job, int chunks) {
    Chunks of = Chunks.ofJob("job-" + job);
    List<StreamChunk> stream = new ArrayList<>();
    IntStream.range(0, chunks)
        .forEach(
            i -> {
              stream.add(of.chunk(i, "\"" + job + "-" + i + "\""));
              if (i % 3 == 0) {
                stream.add(of.chunk(i, "\"" + job + "-" + i + "\""));
              }
            });
    stream.add(of.end(chunks));
    return stream;
  }

  private static List<StreamChunk> interleaved(List<Deque<StreamChunk>> streams, Random random) {
    List<StreamChunk> topic = new ArrayList<>();
    List<Deque<StreamChunk>> left = new ArrayList<>(streams);
    while (!left.isEmpty()) {
      Deque<StreamChunk> next = left.get(random.nextInt(left.size()));
      topic.add(next.remove());
      left.removeIf(Deque::isEmpty);
    }
    return topic;
  }
}
