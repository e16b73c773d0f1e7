package io.runpod.kafka.sandbox.streaming;

import static io.runpod.kafka.simulator.Operation.STREAM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.runpod.kafka.schema.StreamChunk;
import io.runpod.kafka.simulator.Fault;
import io.runpod.kafka.simulator.SimulatedEndpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The ways a stream can end, be cut and begin anew, each on an endpoint of its own: what is
 * published is held against what the simulator handed out.
 */
class StreamCasesIT {
  private static StreamStage stage;

  @BeforeAll
  static void start() throws Exception {
    stage =
        new StreamStage(
            "with-the-end",
            "many",
            "empty",
            "failing",
            "lossy",
            "lossy-no-list",
            "cautious",
            "cautious-no-list",
            "anew",
            "anew-lossy");
  }

  @AfterAll
  static void stop() {
    if (stage != null) {
      stage.close();
    }
  }

  @Test
  void chunksThatComeTogetherWithTheTerminalStatusAreAllToldBeforeTheEnd() {
    // Given: a reader that waits is handed the chunk it waited for, and with it the terminal status
    List<String> waited =
        IntStream.range(0, StreamStage.WORKERS)
            .mapToObj(
                i -> stage.send("with-the-end", generator("\"delayMs\":1500,\"chunks\":3", true)))
            .toList();
    String atOnce = stage.send("with-the-end", generator("\"delayMs\":0,\"chunks\":3", true));

    // Then
    List<ToldStream> told = waited.stream().map(stage::told).toList();
    assertThat(told).anyMatch(one -> one.sizesHandedOut().equals(List.of(1, 2)));
    assertThat(told).allSatisfy(one -> one.requireWhole(3));
    assertThat(stage.told(atOnce).sizesHandedOut()).containsExactly(3);
    stage.told(atOnce).requireWhole(3);
  }

  @Test
  void ofMoreThanTwoHundredChunksThatWaitNoneIsLost() {
    ToldStream told =
        stage.told(stage.send("many", generator("\"delayMs\":0,\"chunks\":450", true)));

    assertThat(told.sizesHandedOut()).containsExactly(200, 200, 50);
    told.requireWhole(450);
  }

  @Test
  void aGeneratorThatYieldsNothingHasAnEndMarkerAlone() {
    ToldStream told =
        stage.told(stage.send("empty", generator("\"delayMs\":100,\"chunks\":0", false)));

    told.requireWhole(0);
    assertThat(told.result().getOutput()).isEqualTo("[]");
    assertThat(told.result().getError()).isNull();
  }

  @Test
  void whatWasYieldedBeforeAnErrorIsToldAndThenTheError() {
    String raised =
        stage.send("failing", "{\"chunks\":4,\"chunkIntervalMs\":20,\"error\":\"out of tokens\"}");
    String yielded = stage.send("failing", "{\"chunks\":[1,2,{\"error\":\"no such token\"},4]}");

    stage.told(raised).requireAll(true);
    assertThat(stage.told(raised).result().getStatus()).isEqualTo("FAILED");
    assertThat(stage.told(raised).result().getError().getMessage()).contains("out of tokens");
    assertThat(stage.told(raised).chunks()).hasSize(4);
    stage.told(yielded).requireAll(true);
    assertThat(stage.told(yielded).result().getStatus()).isEqualTo("FAILED");
    assertThat(stage.told(yielded).result().getError().getMessage()).isEqualTo("no such token");
    assertThat(stage.told(yielded).chunks()).hasSize(2);
  }

  @Test
  void whatWasLostInACutAnswerIsSaidWhereItIsMissingAndIsInTheResult() {
    ToldStream told = playWithTheSecondAnswerCut("lossy", true);

    assertThat(told.result().getOutput()).isNotNull();
    assertThat(told.output()).containsExactlyElementsOf(told.truth().chunks());
    assertThat(told.truth().chunks()).hasSize(500);
  }

  @Test
  void whatWasLostInACutAnswerIsSaidWhereItIsMissingThoughNothingElseHasIt() {
    ToldStream told = playWithTheSecondAnswerCut("lossy-no-list", false);

    assertThat(told.result().getOutput()).isEqualTo("[]");
  }

  /** Reading takes the chunks away: those of the second answer are nowhere any more. */
  private static ToldStream playWithTheSecondAnswerCut(String endpoint, boolean aggregate) {
    stage.endpoint(endpoint).faults().add(Fault.on(STREAM).truncateBody().skip(1).times(1));

    ToldStream told =
        stage.told(stage.send(endpoint, generator("\"delayMs\":0,\"chunks\":500", aggregate)));

    assertThat(told.sizesHandedOut()).containsExactly(200, 200, 100);
    List<JsonNode> published = new ArrayList<>(told.truth().handedOut().get(0));
    published.addAll(told.truth().handedOut().get(2));
    told.require(published, false);
    assertThat(told.gaps()).containsExactly(200L);
    return told;
  }

  @Test
  void theOutputProvesThatNothingIsMissingWhereACutAnswerHeldNothing() {
    ToldStream told = playWithEmptyAnswersCut("cautious", true);

    told.requireAll(true);
    assertThat(told.output()).containsExactlyElementsOf(told.truth().chunks());
  }

  @Test
  void withoutAListAsOutputNothingProvesThatACutAnswerHeldNothing() {
    ToldStream told = playWithEmptyAnswersCut("cautious-no-list", false);

    told.requireAll(false);
  }

  /** The first read never reaches the endpoint, the last is cut amid an empty list. */
  private static ToldStream playWithEmptyAnswersCut(String endpoint, boolean aggregate) {
    stage.endpoint(endpoint).faults().add(Fault.on(STREAM).cutConnection().times(1));
    stage.endpoint(endpoint).faults().add(Fault.on(STREAM).truncateBody().skip(1).times(1));

    ToldStream told =
        stage.told(stage.send(endpoint, generator("\"delayMs\":0,\"chunks\":5", aggregate)));

    assertThat(told.sizesHandedOut()).containsExactly(5);
    assertThat(told.gaps()).containsExactly(0L);
    assertThat(stage.endpoint(endpoint).faults().hits()).allMatch(rule -> rule.count() == 1);
    return told;
  }

  @Test
  void aStreamThatRunPodBeginsAnewGoesOnAndSaysSo() {
    // Given: the worker dies after three chunks, and no other is to be had for a while
    SimulatedEndpoint anew = stage.endpoint("anew");
    String key =
        stage.send("anew", generator("\"delayMs\":1000,\"chunks\":5,\"dieAfter\":3", true));
    await().atMost(StreamStage.PATIENCE).until(() -> !anew.jobs().isEmpty());
    anew.ail(StreamStage.WORKERS, 0);
    await()
        .atMost(StreamStage.PATIENCE)
        .until(
            () ->
                stage.statuses(key).stream()
                    .anyMatch(
                        s ->
                            s.getStatus().equals("IN_QUEUE") && Objects.equals(s.getRetries(), 1)));

    // When
    anew.ail(0, 0);

    // Then
    ToldStream told = stage.told(key);
    assertThat(told.truth().chunksByDispatch()).containsExactly(3, 5);
    told.requireAll(true);
    assertThat(told.chunks())
        .extracting(StreamChunk::getRetries)
        .containsExactly(null, null, null, 1, 1, 1, 1, 1);
    assertThat(told.chunks()).extracting(StreamChunk::getAttempt).containsOnly(1);
    assertThat(told.result().getRetries()).isEqualTo(1);
    assertThat(told.output()).hasSize(5);
  }

  @Test
  void ofAStreamThatRunPodBeganAnewTheOutputProvesNothing() {
    // as many chunks are published as the output has, though three were lost
    stage.endpoint("anew-lossy").faults().add(Fault.on(STREAM).truncateBody().times(1));

    ToldStream told =
        stage.told(
            stage.send("anew-lossy", generator("\"delayMs\":0,\"chunks\":5,\"dieAfter\":3", true)));

    List<List<JsonNode>> read = told.truth().handedOut();
    assertThat(read.get(0)).hasSize(3);
    List<JsonNode> published = read.stream().skip(1).flatMap(List::stream).toList();
    assertThat(published).hasSize(5);
    told.require(published, false);
    assertThat(told.gaps()).containsExactly(0L);
    assertThat(told.result().getRetries()).isEqualTo(1);
    assertThat(told.output()).hasSize(5);
  }

  /** Yields without a pause, and has the list of its chunks as output or an empty one. */
  private static String generator(String script, boolean aggregate) {
    return "{%s,\"chunkIntervalMs\":0,\"aggregate\":%s}".formatted(script, aggregate);
  }
}
