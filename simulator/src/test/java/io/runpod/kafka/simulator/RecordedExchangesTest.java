package io.runpod.kafka.simulator;

import static io.runpod.kafka.simulator.Client.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The exchanges others have recorded against the service, replayed here. */
class RecordedExchangesTest {

  private static final String UUID =
      "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}";

  private RunpodSimulator simulator;
  private Client ep1;

  @BeforeEach
  void start() throws Exception {
    simulator =
        RunpodSimulator.builder()
            .apiKey(Client.KEY)
            .timeByHand()
            .endpoint(EndpointOptions.named("ep1").workers(1))
            .start();
    ep1 = new Client(simulator, "ep1");
  }

  @AfterEach
  void stop() {
    simulator.close();
  }

  @Test
  void runAnswersWithAnIdAndInQueue() {
    Client.Got answer = ep1.post("run", "{'input':{'prompt':'hi'}}");
    assertThat(answer.code()).isEqualTo(200);
    assertThat(fields(answer.json())).containsExactly("id", "status");
    assertThat(answer.id()).matches(UUID + "-u1");
    assertThat(answer.status()).isEqualTo("IN_QUEUE");
  }

  @Test
  void runSyncThatIsNotFinishedInTimeShowsIdAndStateAlone() {
    CompletableFuture<Client.Got> waiting =
        ep1.callAsync(
            "POST",
            "runsync?wait=1000",
            "{\"input\":{\"simulate\":{\"delayMs\":5000}}}",
            "Bearer " + Client.KEY);
    untilWaiting(1);
    simulator.advance(Duration.ofSeconds(1));
    Client.Got answer = waiting.join();
    assertThat(answer.code()).isEqualTo(200);
    assertThat(fields(answer.json())).containsExactly("id", "status");
    assertThat(answer.id()).matches("sync-" + UUID + "-u1");
    assertThat(answer.status()).isEqualTo("IN_PROGRESS");
  }

  @Test
  void waitOutOfRangeIsRefusedWithTheRecordedText() {
    for (String wait : List.of("999", "300001", "-1", "soon", "")) {
      Client.Got answer = ep1.post("runsync?wait=" + wait, "{'input':{'a':1}}");
      assertThat(answer.code()).isEqualTo(400);
      assertThat(answer.json())
          .isEqualTo(json("{'error':'wait is invalid; must be between 1000 and 300000'}"));
    }
  }

  @Test
  void statusOfARunningJobShowsDelayAndWorker() {
    ep1.run("{'delayMs':61372}");
    String second = ep1.run("{'delayMs':1000}");
    simulator.advance(Duration.ofMillis(61_372));
    JsonNode status = ep1.get("status/" + second).json();
    assertThat(fields(status)).containsExactly("delayTime", "id", "status", "workerId");
    assertThat(status.get("delayTime").asInt()).isEqualTo(61_372);
    assertThat(status.get("status").asText()).isEqualTo("IN_PROGRESS");
    assertThat(status.get("workerId").asText()).hasSize(14);
  }

  @Test
  void anEmptyInputIsGivenUpAfterOneRedispatch() {
    String id = ep1.post("run", "{'input':{}}").id();
    simulator.advance(Duration.ofSeconds(40));
    JsonNode again = ep1.get("status/" + id).json();
    assertThat(again.get("status").asText()).isEqualTo("IN_PROGRESS");
    assertThat(again.get("retries").asInt()).isEqualTo(1);
    simulator.advance(Duration.ofSeconds(40));
    JsonNode status = ep1.get("status/" + id).json();
    assertThat(fields(status))
        .containsExactly(
            "delayTime", "error", "executionTime", "id", "retries", "status", "workerId");
    assertThat(status.get("status").asText()).isEqualTo("FAILED");
    assertThat(status.get("error").asText()).isEqualTo("job timed out after 1 retries");
  }

  @Test
  void aMissingJobIsNotFound() {
    for (String operation : List.of("status", "status-sync", "stream")) {
      Client.Got answer = ep1.get(operation + "/00000000-u1");
      assertThat(answer.code()).isEqualTo(404);
      assertThat(answer.json()).isEqualTo(json("{'detail':'job not found'}"));
    }
    for (String operation : List.of("cancel", "retry", "status", "stream")) {
      assertThat(ep1.post(operation + "/00000000-u1").code()).isEqualTo(404);
    }
  }

  @Test
  void streamHoldsTenSecondsThenHandsOutEachChunkOnceAndTheLastWithTheEnd() {
    ep1.run("{'delayMs':5000}");
    String id = ep1.run("{'delayMs':6000,'chunks':4,'chunkIntervalMs':1000}");
    CompletableFuture<Client.Got> first = ep1.getAsync("stream/" + id);
    untilWaiting(1);
    simulator.advance(Duration.ofSeconds(10));
    assertThat(first.join().json()).isEqualTo(json("{'status':'IN_PROGRESS','stream':[]}"));

    CompletableFuture<Client.Got> blocked = ep1.getAsync("stream/" + id);
    untilWaiting(1);
    simulator.advance(Duration.ofSeconds(1));
    assertThat(blocked.join().json())
        .isEqualTo(
            json("{'status':'IN_PROGRESS','stream':[{'output':{'index':0,'text':'chunk-0'}}]}"));

    simulator.advance(Duration.ofSeconds(2));
    assertThat(ep1.get("stream/" + id).json())
        .isEqualTo(
            json(
                "{'status':'IN_PROGRESS','stream':[{'output':{'index':1,'text':'chunk-1'}},"
                    + "{'output':{'index':2,'text':'chunk-2'}}]}"));

    CompletableFuture<Client.Got> last = ep1.getAsync("stream/" + id);
    untilWaiting(1);
    simulator.advance(Duration.ofSeconds(1));
    assertThat(last.join().json())
        .isEqualTo(
            json("{'status':'COMPLETED','stream':[{'output':{'index':3,'text':'chunk-3'}}]}"));
    assertThat(ep1.get("stream/" + id).json())
        .isEqualTo(json("{'status':'COMPLETED','stream':[]}"));
  }

  @Test
  void streamOfAFailedJobIsEmpty() {
    String id = ep1.run("{'delayMs':0,'error':'boom'}");
    simulator.advance(Duration.ZERO);
    assertThat(ep1.get("stream/" + id).json()).isEqualTo(json("{'status':'FAILED','stream':[]}"));
  }

  @Test
  void healthHasFiveJobAndSixWorkerCounters() {
    ep1.run("{}");
    ep1.run("{}");
    assertThat(ep1.get("health").json())
        .isEqualTo(
            json(
                "{'jobs':{'completed':0,'failed':0,'inProgress':1,'inQueue':1,'retried':0},"
                    + "'workers':{'idle':0,'initializing':0,'ready':0,'running':1,"
                    + "'throttled':0,'unhealthy':0}}"));
  }

  private void untilWaiting(int calls) {
    Awaitility.await()
        .pollInterval(Duration.ofMillis(2))
        .until(() -> simulator.endpoint("ep1").waitingCalls() == calls);
  }

  private static List<String> fields(JsonNode node) {
    List<String> names = new ArrayList<>();
    node.fieldNames().forEachRemaining(names::add);
    return names;
  }
}
