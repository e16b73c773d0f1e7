package io.runpod.kafka.simulator.admin;

import static io.runpod.kafka.simulator.Client.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.runpod.kafka.simulator.Client;
import io.runpod.kafka.simulator.EndpointOptions;
import io.runpod.kafka.simulator.RunpodSimulator;
import java.io.IOException;
import java.time.Instant;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AdminApiTest {

  private RunpodSimulator simulator;
  private Client ep1;
  private Client admin;

  @BeforeEach
  void start() throws IOException {
    simulator =
        RunpodSimulator.builder()
            .timeByHand()
            .startTime(Instant.parse("2026-01-01T00:00:00Z"))
            .endpoint(EndpointOptions.named("ep1").workers(1))
            .start();
    ep1 = new Client(simulator, "ep1");
    admin = new Client(simulator, "../admin");
  }

  @AfterEach
  void stop() {
    simulator.close();
  }

  @Test
  void theTruthAboutAJobCanBeRead() {
    String id = ep1.run("{'delayMs':10,'chunks':1,'output':{'a':1}}");
    admin.post("time", "{'advanceMs':10}");
    ep1.get("stream/" + id);
    JsonNode job = admin.get("endpoints/ep1/jobs/" + id).json();
    assertThat(job.get("status").asText()).isEqualTo("COMPLETED");
    assertThat(job.get("dispatches").asInt()).isEqualTo(1);
    assertThat(job.get("states"))
        .isEqualTo(
            json(
                "[{'state':'IN_QUEUE','at':'2026-01-01T00:00:00Z'},"
                    + "{'state':'IN_PROGRESS','at':'2026-01-01T00:00:00Z'},"
                    + "{'state':'COMPLETED','at':'2026-01-01T00:00:00.010Z'}]"));
    assertThat(job.get("chunks")).isEqualTo(json("[{'index':0,'text':'chunk-0'}]"));
    assertThat(job.get("handedOut")).isEqualTo(json("[[{'index':0,'text':'chunk-0'}]]"));
    assertThat(admin.get("endpoints/ep1/jobs").json().get("total").asInt()).isEqualTo(1);
    assertThat(admin.get("endpoints/ep1/jobs?from=1").json().get("jobs")).isEmpty();
  }

  @Test
  void requestsAreCountedPerOperationCodeAndSecond() {
    ep1.get("health");
    ep1.get("status/none");
    JsonNode requests = admin.get("endpoints/ep1/requests").json();
    assertThat(requests.at("/health/byCode/200").asInt()).isEqualTo(1);
    assertThat(requests.at("/status/byCode/404").asInt()).isEqualTo(1);
    assertThat(requests.at("/status/highestConcurrency").asInt()).isEqualTo(1);
    assertThat(requests.at("/status/perSecond")).hasSize(1);
  }

  @Test
  void faultsAreAddedShownAndDropped() {
    admin.post(
        "endpoints/ep1/faults",
        "{'on':['health'],'do':'refuse','code':429,'retryAfterSeconds':7,'times':1}");
    assertThat(ep1.get("health").code()).isEqualTo(429);
    assertThat(ep1.get("health").code()).isEqualTo(200);
    assertThat(admin.get("endpoints/ep1/faults").json().get(0).get("hits").asInt()).isEqualTo(1);
    admin.post("endpoints/ep1/faults", "{'on':'all','do':'refuse'}");
    assertThat(ep1.get("health").code()).isEqualTo(503);
    admin.call("DELETE", "endpoints/ep1/faults", "", "");
    assertThat(ep1.get("health").code()).isEqualTo(200);
  }

  @Test
  void workersCanBeMadeIll() {
    assertThat(
            admin
                .post("endpoints/ep1/workers", "{'unhealthy':1}")
                .json()
                .at("/workers/unhealthy")
                .asInt())
        .isEqualTo(1);
    assertThat(ep1.get("status/" + ep1.run("{}")).status()).isEqualTo("IN_QUEUE");
    assertThat(admin.post("endpoints/ep1/workers", "{'unhealthy':-1}").code()).isEqualTo(400);
  }

  @Test
  void aClockJumpIsAFaultOfACall() {
    String id = ep1.run("{'delayMs':0}");
    admin.post("endpoints/ep1/faults", "{'on':['status'],'do':'clock-jump','ms':1800000,'skip':1}");
    assertThat(ep1.get("status/" + id).code()).isEqualTo(200);
    assertThat(ep1.get("status/" + id).code()).isEqualTo(404);
  }

  @Test
  void wrongFaultsAndEndpointsAreRefusedWithTheReason() {
    assertThat(admin.post("endpoints/ep1/faults", "{'on':'all','do':'dance'}").text())
        .contains("fault.do must be");
    assertThat(admin.post("endpoints/ep1/faults", "{'on':['fly'],'do':'cut'}").text())
        .contains("no operation fly");
    assertThat(admin.post("endpoints/ep1/faults", "{'on':'all','do':'cut','rate':2}").code())
        .isEqualTo(400);
    assertThat(admin.post("endpoints/ep1/faults", "not json").code()).isEqualTo(400);
    assertThat(admin.post("endpoints", "{'name':'a b'}").text()).contains("name must be");
    assertThat(admin.post("endpoints", "{'name':'b','wrokers':1}").text()).contains("wrokers");
    assertThat(admin.post("endpoints", "{'name':'ep1'}").code()).isEqualTo(409);
    assertThat(admin.get("nothing").code()).isEqualTo(404);
    assertThat(admin.get("endpoints/no/jobs").code()).isEqualTo(404);
  }

  @Test
  void anEndpointCanBeAddedWhileTheSimulatorRuns() {
    assertThat(admin.post("endpoints", "{'name':'ep2','workers':2}").code()).isEqualTo(201);
    assertThat(new Client(simulator, "ep2").get("health").json().at("/workers/idle").asInt())
        .isEqualTo(2);
    assertThat(admin.get("endpoints").json()).hasSize(2);
  }

  @Test
  void timeMovesToTheNextEvent() {
    String id = ep1.run("{'delayMs':3600000}");
    // the execution timeout of ten minutes comes first
    admin.post("time", "{}");
    assertThat(simulator.now()).isEqualTo(Instant.parse("2026-01-01T00:10:00Z"));
    assertThat(ep1.get("status/" + id).json().get("retries").asInt()).isEqualTo(1);
    assertThat(admin.post("time", "{'advanceMs':-1}").code()).isEqualTo(400);
  }

  @Test
  void thePageShowsEndpointsAndJobs() {
    String id = ep1.run("{}");
    Client root = new Client(simulator, "..");
    Awaitility.await().until(() -> root.get("").text().contains(id));
    assertThat(root.get("").text()).contains("<h2>ep1</h2>", "inProgress 1", "IN_PROGRESS");
  }
}
