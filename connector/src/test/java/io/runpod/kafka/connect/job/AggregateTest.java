package io.runpod.kafka.connect.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class AggregateTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @Property
  void countsTheElementsOfAnyList(@ForAll("lists") List<Object> list)
      throws JsonProcessingException {
    assertThat(Aggregate.elements(MAPPER.writeValueAsString(list))).isEqualTo(list.size());
    assertThat(Aggregate.elements(MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(list)))
        .isEqualTo(list.size());
  }

  @Example
  void anAggregateOfAsManyChunksProvesThemWhole() {
    assertThat(proves("[1,{\"a\":[2,3]},\"x,]\"]", 3, Cursor.NO_RETRIES)).isTrue();
    assertThat(proves("[1,2,3,4]", 3, Cursor.NO_RETRIES)).isFalse();
  }

  @Example
  void anEmptyListProvesNothingForItMayOnlyNotBeAggregated() {
    assertThat(proves("[]", 0, Cursor.NO_RETRIES)).isFalse();
  }

  @Example
  void aHandlerThatReturnsSomethingElseYieldedNothing() {
    assertThat(proves("{\"image\":1}", 0, Cursor.NO_RETRIES)).isTrue();
    assertThat(proves("{\"image\":1}", 2, Cursor.NO_RETRIES)).isFalse();
  }

  @Example
  void afterADispatchByRunpodItselfNothingIsProven() {
    assertThat(proves("[1,2]", 2, 1)).isFalse();
  }

  @Example
  void theEndOfAStreamWithAPossibleGapIsCompleteIfTheOutputProvesIt() {
    JobLife life = new JobLife(1);
    Job job = Jobs.queued("a", 0);
    life.statusRead(job, Jobs.answer(JobStatus.IN_PROGRESS), Jobs.NOW);
    life.streamLost(job);
    life.streamRead(job, Jobs.stream(JobStatus.IN_PROGRESS, "1", "2"), Jobs.NOW);
    life.streamRead(job, Jobs.stream(JobStatus.COMPLETED), Jobs.NOW);

    List<JobEvent> events =
        life.statusRead(job, Jobs.output(JobStatus.COMPLETED, "[1,2]"), Jobs.NOW);

    assertThat(events)
        .filteredOn(JobEvent.StreamEnded.class::isInstance)
        .singleElement()
        .satisfies(end -> assertThat(((JobEvent.StreamEnded) end).complete()).isTrue());
  }

  private static boolean proves(String output, long chunks, int retries) {
    return Aggregate.provesWhole(Jobs.output(JobStatus.COMPLETED, output), chunks, retries);
  }

  @Provide
  Arbitrary<List<Object>> lists() {
    Arbitrary<Object> leaf =
        Arbitraries.oneOf(
            Arbitraries.strings().ofMaxLength(8).map(text -> (Object) text),
            Arbitraries.of("\"", "\\", "[", "]", "{,}", "\\\"").map(text -> (Object) text),
            Arbitraries.integers().map(number -> (Object) number),
            Arbitraries.of(true, false).map(bool -> (Object) bool));
    Arbitrary<Object> nested =
        Arbitraries.oneOf(
            leaf,
            leaf.list().ofMaxSize(3).map(list -> (Object) list),
            leaf.map(value -> (Object) Map.of("k,", value)));
    return nested.list().ofMaxSize(5);
  }
}
