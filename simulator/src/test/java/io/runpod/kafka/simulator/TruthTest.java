package io.runpod.kafka.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What tests can ask the simulator, and what they can make it do wrong. */
class TruthTest {

  private RunpodSimulator simulator;
  private SimulatedEndpoint endpoint;
  private Client ep1;

  @BeforeEach
  void start() throws IOException {
    simulator =
        RunpodSimulator.builder()
            .apiKey(Client.KEY)
            .seed(7)
            .endpoint(EndpointOptions.named("ep1").workers(4))
            .start();
    endpoint = simulator.endpoint("ep1");
    ep1 = new Client(simulator, "ep1");
  }

  @AfterEach
  void stop() {
    simulator.close();
  }

  @Test
  void theBodyOfASubmissionIsKnownButForTheKeysThePlatformDrops() {
    String kept =
        "'input':{'a':1},'policy':{'executionTimeout':5000,'ttl':10000,'lowPriority':true},"
            + "'webhook':'http://127.0.0.1:1/x','s3Config':{'accessId':'i'}";
    String id = ep1.post("run", "{" + kept + ",'other':1}").id();

    assertThat(endpoint.request(id).map(Object::toString))
        .contains(Client.json("{" + kept + "}").toString());
    assertThat(endpoint.request("unknown")).isEmpty();
  }

  @Test
  void theQueueCanBeEmptiedWithoutARequest() {
    endpoint.ail(4, 0);
    String id = ep1.run("{}");
    assertThat(endpoint.health().at("/jobs/inQueue").asInt()).isEqualTo(1);

    endpoint.purgeQueue();

    assertThat(endpoint.health().at("/jobs/inQueue").asInt()).isZero();
    assertThat(ep1.get("status/" + id).code()).isEqualTo(404);
    assertThat(endpoint.requests().count(Operation.PURGE_QUEUE, 200)).isZero();
  }

  @Test
  void everyStateChunkAndHandoutOfAJobIsKnown() {
    String id = ep1.run("{'delayMs':10,'chunks':3,'chunkIntervalMs':1,'aggregate':true}");
    List<Integer> sizes = new ArrayList<>();
    Awaitility.await()
        .until(
            () -> {
              Client.Got got = ep1.get("stream/" + id);
              sizes.add(got.json().get("stream").size());
              return got.status().equals("COMPLETED") && got.json().get("stream").isEmpty();
            });

    JobTruth job = endpoint.job(id).orElseThrow();
    assertThat(job.status()).isEqualTo(JobState.COMPLETED);
    assertThat(job.states())
        .extracting(StateChange::state)
        .containsExactly(JobState.IN_QUEUE, JobState.IN_PROGRESS, JobState.COMPLETED);
    assertThat(job.chunks()).hasSize(3);
    assertThat(job.handedOut().stream().mapToInt(List::size).sum()).isEqualTo(3);
    assertThat(job.handedOut()).extracting(List::size).containsExactlyElementsOf(nonZero(sizes));
    assertThat(job.output().orElseThrow()).hasSize(3);
    assertThat(job.dispatches()).isEqualTo(1);
    assertThat(endpoint.jobs()).containsExactly(job);
  }

  @Test
  void theChunksOfEachDispatchAndTheCallsAboutAJobAreTold() {
    String id = ep1.run("{'delayMs':0,'chunks':2,'chunkIntervalMs':0,'error':'boom'}");
    Awaitility.await().until(() -> endpoint.job(id).orElseThrow().status() == JobState.FAILED);

    ep1.post("retry/" + id);

    Awaitility.await()
        .until(
            () ->
                endpoint.job(id).orElseThrow().chunksByDispatch().equals(List.of(2, 2))
                    && endpoint.job(id).orElseThrow().chunks().size() == 4);
    assertThat(endpoint.arrivals())
        .extracting(Arrival::operation)
        .containsExactly(Operation.RUN, Operation.RETRY);
    assertThat(endpoint.arrivals()).extracting(Arrival::job).containsExactly("", id);
  }

  @Test
  void metricsComeBesideEachChunk() {
    String id = ep1.run("{'delayMs':0,'chunks':['a'],'metrics':{'tokens':3}}");
    Awaitility.await().until(() -> endpoint.job(id).orElseThrow().chunks().size() == 1);

    assertThat(ep1.get("stream/" + id).json().at("/stream/0/metrics/tokens").asInt()).isEqualTo(3);
  }

  @Test
  void aRefusedRunAcceptsNoJobAndALostAnswerDoes() {
    endpoint.faults().add(Fault.on(Operation.RUN).httpStatus(503).times(2));
    endpoint.faults().add(Fault.on(Operation.RUN).loseAnswer().times(1));
    endpoint.faults().add(Fault.on(Operation.RUN).cutConnection().times(1));

    assertThat(ep1.post("run", "{'input':{'n':1}}").code()).isEqualTo(503);
    assertThat(ep1.post("run", "{'input':{'n':2}}").text()).contains("<html>");
    assertThat(endpoint.jobs()).isEmpty();
    fails(() -> ep1.post("run", "{'input':{'n':3}}"));
    fails(() -> ep1.post("run", "{'input':{'n':4}}"));
    assertThat(ep1.post("run", "{'input':{'n':5}}").code()).isEqualTo(200);

    assertThat(endpoint.jobs())
        .extracting(job -> job.input().get("n").asInt())
        .containsExactly(3, 5);
    assertThat(endpoint.requests().count(Operation.RUN, 503)).isEqualTo(2);
    assertThat(endpoint.requests().count(Operation.RUN, RequestCounts.NO_ANSWER)).isEqualTo(2);
    assertThat(endpoint.requests().count(Operation.RUN)).isEqualTo(5);
    assertThat(endpoint.faults().hits()).extracting(Faults.Hits::count).containsExactly(2, 1, 1);
  }

  @Test
  void aLostStreamAnswerTakesItsChunksAlong() {
    String id = ep1.run("{'delayMs':0,'chunks':['a','b'],'chunkIntervalMs':0}");
    Awaitility.await().until(() -> endpoint.job(id).orElseThrow().chunks().size() == 2);
    endpoint.faults().add(Fault.on(Operation.STREAM).loseAnswer().times(1));

    // by POST: the JDK's client repeats a GET by itself when the connection is cut
    fails(() -> ep1.post("stream/" + id));

    assertThat(ep1.get("stream/" + id).json().get("stream")).isEmpty();
    assertThat(endpoint.job(id).orElseThrow().handedOut())
        .extracting(List::size)
        .containsExactly(2);
  }

  @Test
  void brokenBodiesReachTheClientBroken() {
    endpoint.faults().add(Fault.on(Operation.HEALTH).truncateBody().times(1));
    endpoint.faults().add(Fault.on(Operation.HEALTH).wrongJson().times(1));
    endpoint.faults().add(Fault.on(Operation.HEALTH).slowBody(Duration.ofMillis(100)).times(1));

    fails(() -> ep1.get("health"));
    Assertions.assertThatThrownBy(() -> ep1.get("health").json())
        .isInstanceOf(RuntimeException.class);
    long before = System.nanoTime();
    assertThat(ep1.get("health").json().has("jobs")).isTrue();
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThan(Duration.ofMillis(80));
  }

  @Test
  void latencyAndLateAnswersHoldNoOtherCallUp() {
    endpoint.faults().add(Fault.on(Operation.RUN).answerAfter(Duration.ofMillis(300)).times(1));
    CompletableFuture<Client.Got> late =
        ep1.callAsync("POST", "run", "{\"input\":{\"n\":1}}", "Bearer " + Client.KEY);
    Awaitility.await().until(() -> endpoint.jobs().size() == 1);
    assertThat(ep1.get("health").code()).isEqualTo(200);
    assertThat(late).isNotDone();
    assertThat(late.join().code()).isEqualTo(200);
  }

  @Test
  void theSameSeedHitsTheSameCalls() throws IOException {
    List<List<Integer>> runs = new ArrayList<>();
    for (int run = 0; run < 2; run++) {
      try (RunpodSimulator seeded =
          RunpodSimulator.builder().seed(42).endpoint(EndpointOptions.named("e")).start()) {
        seeded.endpoint("e").faults().add(Fault.on(Operation.HEALTH).httpStatus(500).rate(0.5));
        Client client = new Client(seeded, "e");
        List<Integer> codes = new ArrayList<>();
        for (int call = 0; call < 40; call++) {
          codes.add(client.get("health").code());
        }
        runs.add(codes);
      }
    }
    assertThat(runs.get(0)).isEqualTo(runs.get(1)).contains(200, 500);
  }

  @Test
  void openRequestsAreCountedAtTheirHighest() {
    String id = ep1.run("{'delayMs':60000}");
    List<CompletableFuture<Client.Got>> open = new ArrayList<>();
    for (int call = 0; call < 7; call++) {
      open.add(ep1.getAsync("status-sync/" + id));
    }
    Awaitility.await().until(() -> endpoint.waitingCalls() == 7);
    ep1.post("cancel/" + id);
    open.forEach(call -> assertThat(call.join().status()).isEqualTo("CANCELLED"));
    assertThat(endpoint.requests().highestConcurrency(Operation.STATUS_SYNC)).isEqualTo(7);
    assertThat(endpoint.requests().busiestSecond(Operation.STATUS_SYNC)).isBetween(1L, 7L);
  }

  @Test
  void aHalfSentRequestHarmsNobody() throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), simulator.port())) {
      socket
          .getOutputStream()
          .write(
              "POST /v2/ep1/run HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\n{\"in"
                  .getBytes(StandardCharsets.US_ASCII));
    }
    assertThat(ep1.post("run", "{'input':{'n':1}}").code()).isEqualTo(200);
    assertThat(endpoint.jobs()).hasSize(1);
  }

  private static void fails(Runnable call) {
    Assertions.assertThatThrownBy(call::run).isInstanceOf(CompletionException.class);
  }

  private static List<Integer> nonZero(List<Integer> sizes) {
    return sizes.stream().filter(size -> size > 0).toList();
  }
}
