package io.runpod.kafka.streams;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.runpod.kafka.schema.AssembledStream;
import io.runpod.kafka.schema.SequenceRange;
import io.runpod.kafka.schema.StreamChunk;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class ChunkAssemblyPropertyTest {
  private final Chunks job = Chunks.ofJob("job-1");

  @Property
  void anyOrderAndAnyRepeatsGiveTheSameWhole(
      @ForAll @IntRange(max = 30) int chunks,
      @ForAll @Size(max = 20) List<@IntRange(max = 29) Integer> repeats,
      @ForAll Random random) {
    List<StreamChunk> arriving = chunks(IntStream.range(0, chunks));
    List<StreamChunk> again =
        chunks(repeats.stream().mapToInt(i -> i).filter(number -> number < chunks));
    arriving.addAll(again);
    Collections.shuffle(arriving, random);

    AssembledStream whole = assemble(arriving, chunks);

    assertThat(whole.getOutput()).isEqualTo(array(IntStream.range(0, chunks)));
    assertThat(whole.getOutputBytes()).isEqualTo(whole.getOutput().length());
    assertThat(whole.getDuplicateCount()).isEqualTo(again.size());
    assertThat(whole.getComplete()).isTrue();
  }

  @Property
  void partsGiveTheSameWholeAsChunks(
      @ForAll @Size(max = 10) List<@IntRange(min = 1, max = 5) Integer> parts,
      @ForAll @IntRange(max = 20) int repeatedFrom) {
    List<StreamChunk> whole = new ArrayList<>();
    List<StreamChunk> inParts = new ArrayList<>();
    for (int number = 0; number < parts.size(); number++) {
      int count = parts.get(number);
      String[] pieces = IntStream.range(0, count).mapToObj(i -> "1" + i).toArray(String[]::new);
      whole.add(job.chunk(number, String.join("", pieces)));
      inParts.addAll(job.parts(number, pieces));
    }
    List<StreamChunk> cutShort = inParts.subList(0, Math.min(repeatedFrom, inParts.size()));
    List<StreamChunk> repeated = new ArrayList<>(cutShort);
    repeated.addAll(inParts);

    AssembledStream joined = assemble(repeated, parts.size());

    assertThat(joined.getOutput()).isEqualTo(assemble(whole, parts.size()).getOutput());
    assertThat(joined.getOutputBytes()).isEqualTo(joined.getOutput().length());
    assertThat(joined.getComplete()).isTrue();
  }

  @Property
  void isCompleteExactlyWhenNothingIsMissing(
      @ForAll @IntRange(max = 30) int chunks,
      @ForAll @Size(max = 30) Set<@IntRange(max = 29) Integer> lost) {
    IntStream arrived = IntStream.range(0, chunks).filter(number -> !lost.contains(number));
    List<Long> missing =
        LongStream.range(0, chunks).filter(number -> lost.contains((int) number)).boxed().toList();

    AssembledStream whole = assemble(chunks(arrived), chunks);

    assertThat(whole.getMissing().stream().flatMap(ChunkAssemblyPropertyTest::numbers))
        .containsExactlyElementsOf(missing);
    assertThat(whole.getComplete()).isEqualTo(missing.isEmpty());
    assertThat(whole.getChunkCount()).isEqualTo((long) chunks - missing.size());
  }

  @Property
  void neverKeepsMoreThanTheLimitAndNeverLosesCount(
      @ForAll @Size(max = 40) List<@IntRange(max = 400) Integer> sizes) {
    Assembly assembly = new Assembly(Assembly.LIMITS);
    long bytes = 2 + Math.max(0, sizes.size() - 1);
    for (int i = 0; i < sizes.size(); i++) {
      assembly.feed(job.chunk(i, "\"" + "x".repeat(sizes.get(i)) + "\""));
      bytes += sizes.get(i) + 2;
    }

    AssembledStream whole = assembly.feed(job.end(sizes.size()));

    assertThat(whole.getOutputBytes()).isEqualTo(bytes);
    assertThat(whole.getChunkCount()).isEqualTo(sizes.size());
    boolean fits = bytes <= Assembly.LIMITS.maxBytes();
    assertThat(whole.getComplete()).isEqualTo(fits);
    assertThat(whole.getOutput() == null).isEqualTo(!fits);
    assertThat(assembly.keptChunks()).isEqualTo(fits ? sizes.size() : 0);
  }

  private AssembledStream assemble(List<StreamChunk> chunks, int published) {
    List<StreamChunk> stream = new ArrayList<>(chunks);
    stream.add(job.end(published));
    return Assembly.of(Assembly.LIMITS, stream);
  }

  private List<StreamChunk> chunks(IntStream numbers) {
    return new ArrayList<>(
        numbers.mapToObj(number -> job.chunk(number, "{\"index\":" + number + "}")).toList());
  }

  private static String array(IntStream numbers) {
    return numbers.mapToObj(number -> "{\"index\":" + number + "}").collect(joining(",", "[", "]"));
  }

  private static Stream<Long> numbers(SequenceRange range) {
    return LongStream.rangeClosed(range.getFirst(), range.getLast()).boxed();
  }
}
