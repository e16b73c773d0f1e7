package io.runpod.kafka.simulator;

import static io.runpod.kafka.simulator.Client.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The calls of RunPod's Python worker, as they were recorded. */
class WorkerProtocolTest {

  private RunpodSimulator simulator;
  private Client ep1;

  @BeforeEach
  void start() throws IOException {
    simulator =
        RunpodSimulator.builder()
            .apiKey(Client.KEY)
            .timeByHand()
            .endpoint(EndpointOptions.named("ep1").workers(0))
            .start();
    ep1 = new Client(simulator, "ep1");
  }

  @AfterEach
  void stop() {
    simulator.close();
  }

  @Test
  void aWorkerTakesAJobStreamsAndReportsTheEnd() {
    String id = ep1.post("run", "{'input':{'n':2}}").id();
    Client.Got taken = worker("GET", "job-take/w1?gpu=X&job_in_progress=0", "");
    assertThat(taken.json()).isEqualTo(json("{'id':'" + id + "','input':{'n':2}}"));
    assertThat(ep1.get("status/" + id).json().get("workerId").asText()).isEqualTo("w1");

    worker(
        "POST",
        "job-done/w1/" + id + "?isStream=false",
        "{'status':'IN_PROGRESS','output':'half'}");
    assertThat(ep1.get("status/" + id).json().get("output").asText()).isEqualTo("half");
    assertThat(
            worker("POST", "job-stream/w1/" + id + "?isStream=false", "{'output':{'i':0}}").json())
        .isEqualTo(json("{}"));
    assertThat(ep1.get("stream/" + id).json().get("stream"))
        .isEqualTo(json("[{'output':{'i':0}}]"));
    worker("POST", "job-done/w1/" + id + "?isStream=true", "{'output':[{'i':0}]}");
    assertThat(ep1.get("status/" + id).json().get("output")).isEqualTo(json("[{'i':0}]"));
    assertThat(ep1.get("status/" + id).status()).isEqualTo("COMPLETED");
  }

  @Test
  void aWorkerThatWaitsIsGivenTheNextJobOrNothingAfterAWhile() {
    CompletableFuture<Client.Got> waiting = take("job-take/w1?x=y");
    String id = ep1.post("run", "{'input':{'n':1}}").id();
    assertThat(waiting.join().id()).isEqualTo(id);

    CompletableFuture<Client.Got> idle = take("job-take/w1?x=y");
    simulator.advance(Duration.ofSeconds(20));
    assertThat(idle.join().code()).isEqualTo(204);
  }

  @Test
  void aBatchIsAListOfAtMostSoManyJobs() {
    for (int job = 0; job < 3; job++) {
      ep1.post("run", "{'input':{'n':1}}");
    }
    assertThat(worker("GET", "job-take-batch/w1?batch_size=2", "").json()).hasSize(2);
    assertThat(worker("GET", "job-take-batch/w1?batch_size=2", "").json()).hasSize(1);
    assertThat(worker("GET", "job-take-batch/w1?batch_size=0", "").code()).isEqualTo(400);
  }

  @Test
  void aCancelledJobIsToldToTheWorkerThatHasIt() {
    String id = ep1.post("run", "{'input':{'n':1}}").id();
    worker("GET", "job-take/w1?x=y", "");
    ep1.post("cancel/" + id);
    assertThat(worker("GET", "job-stop/w1?x=y", "").json())
        .isEqualTo(json("{'jobsToStop':['" + id + "']}"));
    worker("POST", "job-done/w1/" + id, "{'output':1}");
    assertThat(ep1.get("status/" + id).status()).isEqualTo("CANCELLED");
  }

  @Test
  void aWorkerThatReportsAnErrorFailsTheJob() {
    String id = ep1.post("run", "{'input':{'n':1}}").id();
    worker("GET", "job-take/w1?x=y", "");
    worker("POST", "job-done/w1/" + id, "{'error':'boom','output':{'partial':1}}");
    assertThat(ep1.get("status/" + id).status()).isEqualTo("FAILED");
    assertThat(ep1.get("status/" + id).json().get("output")).isEqualTo(json("{'partial':1}"));
  }

  @Test
  void pingsThatNameAJobKeepItAndSilenceLosesIt() {
    String id = ep1.post("run", "{'input':{'n':1}}").id();
    worker("GET", "job-take/w1?x=y", "");
    for (int ping = 0; ping < 5; ping++) {
      simulator.advance(Duration.ofSeconds(30));
      worker("GET", "ping/w1?job_id=" + id + "&runpod_version=1", "");
    }
    assertThat(ep1.get("status/" + id).json().has("retries")).isFalse();
    simulator.advance(Duration.ofSeconds(30));
    worker("GET", "ping/w1?runpod_version=1", "");
    simulator.advance(Duration.ofSeconds(10));
    assertThat(ep1.get("status/" + id).json().get("retries").asInt()).isEqualTo(1);
    assertThat(ep1.get("status/" + id).status()).isEqualTo("IN_QUEUE");
    assertThat(worker("GET", "job-take/w2?x=y", "").id()).isEqualTo(id);
  }

  @Test
  void theKeyOfAnEmptyInputIsDropped() {
    String id = ep1.post("run", "{'input':{}}").id();
    assertThat(worker("GET", "job-take/w1?x=y", "").json()).isEqualTo(json("{'id':'" + id + "'}"));
  }

  @Test
  void aWorkerNeedsTheKeyAndAnEndpoint() {
    assertThat(ep1.call("GET", "job-take/w1?x=y", "", "wrong").code()).isEqualTo(401);
    assertThat(new Client(simulator, "no").call("GET", "ping/w1", "", Client.KEY).code())
        .isEqualTo(404);
    assertThat(worker("GET", "ping/", "").code()).isEqualTo(404);
  }

  private CompletableFuture<Client.Got> take(String path) {
    CompletableFuture<Client.Got> waiting = ep1.callAsync("GET", path, "", Client.KEY);
    Awaitility.await().until(() -> simulator.endpoint("ep1").waitingCalls() == 1);
    return waiting;
  }

  private Client.Got worker(String verb, String path, String body) {
    return ep1.call(verb, path, body.replace('\'', '"'), Client.KEY);
  }
}
