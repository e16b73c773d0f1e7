package io.runpod.kafka.sandbox;

import static io.runpod.kafka.simulator.Operation.STREAM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.runpod.kafka.sandbox.observe.Consumed;
import io.runpod.kafka.schema.JobResult;
import io.runpod.kafka.schema.JobStatus;
import io.runpod.kafka.schema.StreamChunk;
import io.runpod.kafka.simulator.EndpointOptions;
import io.runpod.kafka.simulator.Fault;
import io.runpod.kafka.simulator.JobTruth;
import io.runpod.kafka.simulator.SimulatedEndpoint;
import io.runpod.kafka.simulator.Timing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The ways a stream can end, be cut and begin anew, each on an endpoint of its own: what is
 * published is held against what the simulator handed out.
 */
class StreamCasesIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String JOBS = "runpod.jobs";
  private static final List<String> ENDPOINTS =
      List.of(
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
  private static final JsonMapper JSON = new JsonMapper();

  private static Sandbox sandbox;
  private static Consumed consumed;
  private static int number;

  @BeforeAll
  static void start() throws Exception {
    sandbox =
        Sandbox.builder()
            .name("streams")
            .workerInChild()
            .endpoint(options(ENDPOINTS.get(0)))
            .start();
    ENDPOINTS.stream().skip(1).forEach(one -> sandbox.simulator().addEndpoint(options(one)));
    sandbox.topics().create(JOBS, 1, Map.of());
    String all = String.join(",", ENDPOINTS);
    sandbox.create(sandbox.connector("runpod-source.json").with("runpod.endpoints", all), 2);
    sandbox.create(sandbox.connector("runpod-sink-json.json").with("runpod.endpoints", all), 1);
    consumed = new Consumed(sandbox.topics());
  }

  @AfterAll
  static void stop() {
    consumed.close();
    sandbox.close();
  }

  private static EndpointOptions options(String name) {
    return EndpointOptions.named(name)
        .workers(name.equals("with-the-end") ? 6 : 1)
        .time(Timing.LOST_AFTER, Duration.ofSeconds(3));
  }

  @Test
  void chunksThatComeTogetherWithTheTerminalStatusAreAllToldBeforeTheEnd() {
    // Given: a reader that waits is handed the chunk it waited for, and with it the terminal status
    List<String> waited =
        IntStream.range(0, 6)
            .mapToObj(i -> send("with-the-end", generator("\"delayMs\":1500,\"chunks\":3", true)))
            .toList();
    String atOnce = send("with-the-end", generator("\"delayMs\":0,\"chunks\":3", true));

    // Then
    List<Told> told = waited.stream().map(StreamCasesIT::told).toList();
    assertThat(told).anyMatch(one -> one.sizesHandedOut().equals(List.of(1, 2)));
    assertThat(told).allSatisfy(one -> requireWhole(one, 3));
    assertThat(told(atOnce).sizesHandedOut()).containsExactly(3);
    requireWhole(told(atOnce), 3);
  }

  @Test
  void ofMoreThanTwoHundredChunksThatWaitNoneIsLost() {
    Told told = told(send("many", generator("\"delayMs\":0,\"chunks\":450", true)));

    assertThat(told.sizesHandedOut()).containsExactly(200, 200, 50);
    requireWhole(told, 450);
  }

  @Test
  void aGeneratorThatYieldsNothingHasAnEndMarkerAlone() {
    Told told = told(send("empty", generator("\"delayMs\":100,\"chunks\":0", false)));

    requireWhole(told, 0);
    assertThat(told.result().getOutput()).isEqualTo("[]");
    assertThat(told.result().getError()).isNull();
  }

  @Test
  void whatWasYieldedBeforeAnErrorIsToldAndThenTheError() {
    String raised =
        send("failing", "{\"chunks\":4,\"chunkIntervalMs\":20,\"error\":\"out of tokens\"}");
    String yielded = send("failing", "{\"chunks\":[1,2,{\"error\":\"no such token\"},4]}");

    requireStream(told(raised), told(raised).truth().chunks(), true);
    assertThat(told(raised).result().getStatus()).isEqualTo("FAILED");
    assertThat(told(raised).result().getError().getMessage()).contains("out of tokens");
    assertThat(told(raised).chunks()).hasSize(4);
    requireStream(told(yielded), told(yielded).truth().chunks(), true);
    assertThat(told(yielded).result().getStatus()).isEqualTo("FAILED");
    assertThat(told(yielded).result().getError().getMessage()).isEqualTo("no such token");
    assertThat(told(yielded).chunks()).hasSize(2);
  }

  @Test
  void whatWasLostInACutAnswerIsSaidWhereItIsMissingAndIsInTheResult() {
    Told told = playWithTheSecondAnswerCut("lossy", true);

    assertThat(told.result().getOutput()).isNotNull();
    assertThat(json(told.result().getOutput())).isEqualTo(list(told.truth().chunks()));
    assertThat(told.truth().chunks()).hasSize(500);
  }

  @Test
  void whatWasLostInACutAnswerIsSaidWhereItIsMissingThoughNothingElseHasIt() {
    Told told = playWithTheSecondAnswerCut("lossy-no-list", false);

    assertThat(told.result().getOutput()).isEqualTo("[]");
  }

  /** Reading takes the chunks away: those of the second answer are nowhere any more. */
  private static Told playWithTheSecondAnswerCut(String endpoint, boolean aggregate) {
    endpoint(endpoint).faults().add(Fault.on(STREAM).truncateBody().skip(1).times(1));

    Told told = told(send(endpoint, generator("\"delayMs\":0,\"chunks\":500", aggregate)));

    assertThat(told.sizesHandedOut()).containsExactly(200, 200, 100);
    List<JsonNode> published = new ArrayList<>(told.truth().handedOut().get(0));
    published.addAll(told.truth().handedOut().get(2));
    requireStream(told, published, false);
    assertThat(told.gaps()).containsExactly(200L);
    return told;
  }

  @Test
  void theOutputProvesThatNothingIsMissingWhereACutAnswerHeldNothing() {
    Told told = playWithEmptyAnswersCut("cautious", true);

    requireStream(told, told.truth().chunks(), true);
    assertThat(json(told.result().getOutput())).isEqualTo(list(told.truth().chunks()));
  }

  @Test
  void withoutAListAsOutputNothingProvesThatACutAnswerHeldNothing() {
    Told told = playWithEmptyAnswersCut("cautious-no-list", false);

    requireStream(told, told.truth().chunks(), false);
  }

  /** The first read never reaches the endpoint, the last is cut amid an empty list. */
  private static Told playWithEmptyAnswersCut(String endpoint, boolean aggregate) {
    endpoint(endpoint).faults().add(Fault.on(STREAM).cutConnection().times(1));
    endpoint(endpoint).faults().add(Fault.on(STREAM).truncateBody().skip(1).times(1));

    Told told = told(send(endpoint, generator("\"delayMs\":0,\"chunks\":5", aggregate)));

    assertThat(told.sizesHandedOut()).containsExactly(5);
    assertThat(told.gaps()).containsExactly(0L);
    assertThat(endpoint(endpoint).faults().hits()).allMatch(rule -> rule.count() == 1);
    return told;
  }

  @Test
  void aStreamThatRunPodBeginsAnewGoesOnAndSaysSo() {
    // Given: the worker dies after three chunks, and no other is to be had for a while
    SimulatedEndpoint anew = endpoint("anew");
    String key = send("anew", generator("\"delayMs\":1000,\"chunks\":5,\"dieAfter\":3", true));
    await().atMost(PATIENCE).until(() -> !anew.jobs().isEmpty());
    anew.ail(1, 0);
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                statuses(key).stream()
                    .anyMatch(s -> s.getStatus().equals("IN_QUEUE") && retries(s) == 1));

    // When
    anew.ail(0, 0);

    // Then
    Told told = told(key);
    assertThat(told.truth().chunksByDispatch()).containsExactly(3, 5);
    requireStream(told, told.truth().chunks(), true);
    assertThat(told.chunks())
        .extracting(StreamChunk::getRetries)
        .containsExactly(null, null, null, 1, 1, 1, 1, 1);
    assertThat(told.chunks()).extracting(StreamChunk::getAttempt).containsOnly(1);
    assertThat(told.result().getRetries()).isEqualTo(1);
    assertThat(json(told.result().getOutput())).hasSize(5);
  }

  @Test
  void ofAStreamThatRunPodBeganAnewTheOutputProvesNothing() {
    // as many chunks are published as the output has, though three were lost
    endpoint("anew-lossy").faults().add(Fault.on(STREAM).truncateBody().times(1));

    Told told =
        told(send("anew-lossy", generator("\"delayMs\":0,\"chunks\":5,\"dieAfter\":3", true)));

    List<List<JsonNode>> read = told.truth().handedOut();
    assertThat(read.get(0)).hasSize(3);
    List<JsonNode> published = read.stream().skip(1).flatMap(List::stream).toList();
    assertThat(published).hasSize(5);
    requireStream(told, published, false);
    assertThat(told.gaps()).containsExactly(0L);
    assertThat(told.result().getRetries()).isEqualTo(1);
    assertThat(json(told.result().getOutput())).hasSize(5);
  }

  private static void requireWhole(Told told, int chunks) {
    assertThat(told.truth().chunks()).hasSize(chunks);
    assertThat(told.result().getStatus()).isEqualTo("COMPLETED");
    assertThat(told.gaps()).isEmpty();
    requireStream(told, told.truth().chunks(), true);
  }

  /** The stream is these chunks, numbered, with one end marker behind them that counts them. */
  private static void requireStream(Told told, List<JsonNode> chunks, boolean complete) {
    assertThat(told.chunks()).extracting(c -> json(c.getOutput())).isEqualTo(chunks);
    assertThat(told.records())
        .extracting(StreamChunk::getSequence)
        .isEqualTo(LongStream.rangeClosed(0, chunks.size()).boxed().toList());
    assertThat(told.end().getEndOfStream()).isTrue();
    assertThat(told.end().getChunkCount()).isEqualTo(chunks.size());
    assertThat(told.end().getComplete()).isEqualTo(complete);
    assertThat(told.result().getChunkCount()).isEqualTo(chunks.size());
    assertThat(told.result().getObservedAt()).isAfterOrEqualTo(told.end().getObservedAt());
  }

  /** The stream and the result of one job, and what really happened. */
  private record Told(JobTruth truth, List<StreamChunk> records, JobResult result) {
    List<StreamChunk> chunks() {
      return records.subList(0, records.size() - 1);
    }

    StreamChunk end() {
      return records.get(records.size() - 1);
    }

    /** Numbers of the chunks before which others may be missing. */
    List<Long> gaps() {
      return chunks().stream()
          .filter(StreamChunk::getGapBefore)
          .map(StreamChunk::getSequence)
          .toList();
    }

    List<Integer> sizesHandedOut() {
      return truth.handedOut().stream().map(List::size).toList();
    }
  }

  private static SimulatedEndpoint endpoint(String name) {
    return sandbox.simulator().endpoint(name);
  }

  /** Yields without a pause, and has the list of its chunks as output or an empty one. */
  private static String generator(String script, boolean aggregate) {
    return "{%s,\"chunkIntervalMs\":0,\"aggregate\":%s}".formatted(script, aggregate);
  }

  /** Returns the key of the record. */
  private static String send(String endpoint, String script) {
    String key = endpoint + "-" + number++;
    ProducerRecord<String, String> job =
        new ProducerRecord<>(JOBS, key, "{\"key\":\"%s\",\"simulate\":%s}".formatted(key, script));
    job.headers().add("runpod.endpoint", endpoint.getBytes(StandardCharsets.UTF_8));
    sandbox.topics().sendNow(job);
    return key;
  }

  private static Told told(String key) {
    await().atMost(PATIENCE).until(() -> !results(key).isEmpty());
    JobResult result = results(key).get(0);
    assertThat(results(key)).hasSize(1);
    return new Told(
        endpoint(result.getEndpointId()).job(result.getJobId()).orElseThrow(), chunks(key), result);
  }

  private static List<JobResult> results(String key) {
    return consumed.results().stream().filter(r -> r.getRequest().getKey().equals(key)).toList();
  }

  private static List<JobStatus> statuses(String key) {
    return consumed.statuses().stream().filter(s -> s.getRequest().getKey().equals(key)).toList();
  }

  /** Chunks and end marker. */
  private static List<StreamChunk> chunks(String key) {
    List<String> jobs = statuses(key).stream().map(JobStatus::getJobId).distinct().toList();
    return consumed.chunks().stream().filter(c -> jobs.contains(c.getJobId())).toList();
  }

  private static int retries(JobStatus status) {
    return Objects.requireNonNullElse(status.getRetries(), 0);
  }

  private static JsonNode list(List<JsonNode> elements) {
    ArrayNode list = JSON.createArrayNode();
    elements.forEach(list::add);
    return list;
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException("not JSON: " + text, e);
    }
  }
}
