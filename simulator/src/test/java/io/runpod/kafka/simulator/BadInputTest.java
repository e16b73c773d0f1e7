package io.runpod.kafka.simulator;

import static io.runpod.kafka.simulator.Client.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class BadInputTest {

  private static RunpodSimulator simulator;
  private static Client ep1;

  @BeforeAll
  static void start() throws IOException {
    simulator =
        RunpodSimulator.builder()
            .apiKey(Client.KEY)
            .endpoint(EndpointOptions.named("ep1").workers(1))
            .start();
    ep1 = new Client(simulator, "ep1");
  }

  @AfterAll
  static void stop() {
    simulator.close();
  }

  @Test
  void aWrongOrMissingKeyIsRefused() {
    assertThat(ep1.call("GET", "health", "", "").code()).isEqualTo(401);
    assertThat(ep1.call("GET", "health", "", "Bearer other").code()).isEqualTo(401);
    assertThat(ep1.call("GET", "health", "", "Bearer " + Client.KEY).code()).isEqualTo(200);
    assertThat(ep1.call("GET", "health", "", Client.KEY).code()).isEqualTo(200);
  }

  @Test
  void unknownPathsAreNotFoundAndWrongVerbsNotAllowed() {
    assertThat(new Client(simulator, "other").get("health").code()).isEqualTo(404);
    assertThat(ep1.get("nonsense").code()).isEqualTo(404);
    assertThat(ep1.get("status").code()).isEqualTo(404);
    assertThat(ep1.get("status/").code()).isEqualTo(404);
    assertThat(ep1.post("run/x", "{'input':{'a':1}}").code()).isEqualTo(404);
    assertThat(ep1.get("../../elsewhere").code()).isEqualTo(404);
    assertThat(ep1.get("%2e%2e/health").code()).isEqualTo(404);
    assertThat(ep1.get("run").code()).isEqualTo(405);
    assertThat(ep1.get("cancel/x").code()).isEqualTo(405);
    assertThat(ep1.call("DELETE", "status/x", "", Client.KEY).code()).isEqualTo(405);
  }

  @Test
  void whatIsNotSimulatedSaysSo() {
    assertThat(ep1.get("requests").code()).isEqualTo(501);
    assertThat(ep1.post("openai/v1/chat/completions", "{}").json())
        .isEqualTo(json("{'error':'/openai is not simulated'}"));
  }

  @Test
  void bodiesThatAreNoSubmissionAreRefusedWithTheReason() {
    Map<String, String> bodies =
        Map.ofEntries(
            Map.entry("", "json is invalid; must be an object"),
            Map.entry("{", "json is invalid"),
            Map.entry("{'input':{'a':1}} x", "json is invalid"),
            Map.entry("[]", "json is invalid; must be an object"),
            Map.entry("{}", "input is required"),
            Map.entry("{'input':null}", "input is required"),
            Map.entry("{'input':'text'}", "input is invalid; must be an object"),
            Map.entry("{'input':{'a':1},'policy':7}", "policy is invalid; must be an object"),
            Map.entry(
                "{'input':{'a':1},'policy':{'ttl':9999}}",
                "ttl is invalid; must be at least 10000"),
            Map.entry(
                "{'input':{'a':1},'policy':{'executionTimeout':4999}}",
                "executionTimeout is invalid; must be at least 5000"),
            Map.entry(
                "{'input':{'a':1},'policy':{'lowPriority':'yes'}}",
                "lowPriority is invalid; must be true or false"),
            Map.entry(
                "{'input':{'a':1},'webhook':'file:///x'}",
                "webhook is invalid; must be an http or https url"));
    bodies.forEach(
        (body, reason) -> {
          Client.Got answer = ep1.post("run", body);
          assertThat(answer.code()).as(body).isEqualTo(400);
          assertThat(answer.json()).as(body).isEqualTo(json("{'error':'" + reason + "'}"));
        });
    assertThat(simulator.endpoint("ep1").jobs()).noneMatch(job -> job.input().has("a"));
  }

  @Test
  void deeplyNestedJsonIsRefused() {
    String deep = "{'input':" + "{'a':".repeat(20_000) + "1" + "}".repeat(20_000) + "}";
    assertThat(ep1.post("run", deep).code()).isEqualTo(400);
  }

  @Test
  void bodiesOverTheLimitAreRefusedWithTheRecordedText() {
    String tenMib = "{'input':{'blob':'" + "x".repeat(10 << 20) + "'}}";
    Client.Got refused = ep1.post("run", tenMib);
    assertThat(refused.code()).isEqualTo(400);
    assertThat(refused.json().get("error").asText()).contains("exceeded max body size of 10MiB");

    // refused before the body is looked at, and the client still gets the answer
    assertThat(ep1.call("POST", "run", tenMib, "wrong").code()).isEqualTo(401);

    String twentyMib = "{'input':{'blob':'" + "x".repeat(20 << 20) + "'}}";
    assertThat(ep1.post("runsync", twentyMib).json().get("error").asText())
        .contains("exceeded max body size of 20MiB");

    String justFits = "{'input':{'blob':'" + "x".repeat((10 << 20) - 40) + "'}}";
    assertThat(ep1.post("run", justFits).code()).isEqualTo(200);
  }

  @Test
  void aBadTtlIsRefused() {
    String id = ep1.run("{}");
    for (String ttl : new String[] {"-1", "soon", "", "99999999999999999999"}) {
      assertThat(ep1.get("status/" + id + "?ttl=" + ttl).code()).isEqualTo(400);
    }
  }
}
