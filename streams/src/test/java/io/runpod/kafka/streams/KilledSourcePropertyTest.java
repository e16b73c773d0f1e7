package io.runpod.kafka.streams;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import io.runpod.kafka.schema.AssembledStream;
import io.runpod.kafka.schema.StreamChunk;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Whatever happens to the connector: what is lost is never hidden, what is whole is said to be. */
class KilledSourcePropertyTest {

  /** Something the source does, with how many chunks. */
  private record Step(String what, int count, int of) {
    void on(SourceModel source) {
      switch (what) {
        case "reads" -> source.reads(count);
        case "repeats" -> source.repeats(count);
        default -> source.isKilledAfter(count + of, count);
      }
    }
  }

  @Property
  void exactlyOnceIsCompleteExactlyWhenNothingWasLostAndItIsKnown(
      @ForAll @IntRange(max = 20) int chunks,
      @ForAll("lives") List<Step> life,
      @ForAll boolean aggregate) {
    SourceModel source = new SourceModel("job-1", yields(chunks), true);
    life.forEach(step -> step.on(source));

    List<StreamChunk> topic = source.ends(aggregate);

    AssembledStream whole = Assembly.of(Assembly.LIMITS, topic);

    boolean known = aggregate || !source.wasKilled();
    assertThat(whole.getComplete()).isEqualTo(source.lostNothing() && known);
    assertThat(whole.getMissing()).isEmpty();
    assertTellsTheTruth(whole, topic, chunks);
  }

  @Property
  void withoutExactlyOnceNothingLostIsHiddenEither(
      @ForAll @IntRange(max = 20) int chunks,
      @ForAll("lives") List<Step> life,
      @ForAll boolean aggregate) {
    SourceModel source = new SourceModel("job-1", yields(chunks), false);
    life.forEach(step -> step.on(source));

    List<StreamChunk> topic = source.ends(aggregate);

    AssembledStream whole = Assembly.of(Assembly.LIMITS, topic);

    if (!source.wasKilled()) {
      assertThat(whole.getComplete()).isTrue();
    }
    assertTellsTheTruth(whole, topic, chunks);
  }

  /** The output is what the topic holds, each once, as it was yielded; all if it says complete. */
  private static void assertTellsTheTruth(
      AssembledStream whole, List<StreamChunk> topic, int chunks) {
    Set<String> published =
        topic.stream()
            .filter(chunk -> !chunk.getEndOfStream())
            .map(StreamChunk::getOutput)
            .collect(toSet());
    List<String> outputs = outputs(whole);
    assertThat(outputs).isEqualTo(yields(chunks).stream().filter(published::contains).toList());
    assertThat(whole.getChunkCount()).isEqualTo(outputs.size());
    if (whole.getComplete()) {
      assertThat(outputs).isEqualTo(yields(chunks));
    }
  }

  private static List<String> outputs(AssembledStream whole) {
    String inside = whole.getOutput().substring(1, whole.getOutput().length() - 1);
    return inside.isEmpty() ? List.of() : List.of(inside.split(","));
  }

  private static List<String> yields(int chunks) {
    return IntStream.range(0, chunks).mapToObj(String::valueOf).toList();
  }

  @Provide
  static Arbitrary<List<Step>> lives() {
    Arbitrary<String> what = Arbitraries.of("reads", "reads", "repeats", "is killed");
    Arbitrary<Integer> count = Arbitraries.integers().between(0, 6);
    return Combinators.combine(what, count, count).as(Step::new).list().ofMaxSize(8);
  }
}
