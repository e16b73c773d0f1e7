package io.runpod.kafka.simulator;

import static io.runpod.kafka.simulator.Client.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WebhookTest {

  private record Received(Headers headers, JsonNode body) {}

  private final List<Received> received = new CopyOnWriteArrayList<>();
  private volatile int answer = 200;
  private HttpServer receiver;
  private RunpodSimulator simulator;
  private Client ep1;

  @BeforeEach
  void start() throws IOException {
    receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext(
        "/",
        exchange -> {
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          received.add(new Received(exchange.getRequestHeaders(), Client.parse(body)));
          exchange.sendResponseHeaders(answer, -1);
          exchange.close();
        });
    receiver.start();
    simulator =
        RunpodSimulator.builder()
            .timeByHand()
            .endpoint(EndpointOptions.named("ep1").workers(1))
            .start();
    ep1 = new Client(simulator, "ep1");
  }

  @AfterEach
  void stop() {
    simulator.close();
    receiver.stop(0);
  }

  @Test
  void aFinishedJobIsAnnouncedWithItsInputAndNoSignature() {
    String id = run("{'delayMs':100,'output':{'answer':42}}");
    simulator.advance(Duration.ofMillis(100));
    untilTried(id, 200);
    JsonNode body = received.get(0).body();
    assertThat(body.fieldNames())
        .toIterable()
        .containsExactly(
            "delayTime", "executionTime", "id", "input", "output", "status", "webhook");
    assertThat(body.get("output")).isEqualTo(json("{'answer':42}"));
    assertThat(body.get("executionTime").asInt()).isEqualTo(100);
    Headers headers = received.get(0).headers();
    assertThat(headers.getFirst("User-Agent")).isEqualTo("Go-http-client/2.0");
    assertThat(headers.getFirst("Content-Type")).isEqualTo("application/json");
    assertThat(headers.getFirst("Traceparent")).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-01");
    assertThat(headers).doesNotContainKey("Authorization");
  }

  @Test
  void aReceiverThatFailsIsTriedAfterFiveAndFifteenSecondsAndThenGivenUp() {
    answer = 500;
    String id = run("{'delayMs':0,'error':'boom'}");
    simulator.advance(Duration.ZERO);
    untilTried(id, 500);
    simulator.advance(Duration.ofMillis(4_999));
    assertThat(received).hasSize(1);
    simulator.advance(Duration.ofMillis(1));
    untilTried(id, 500, 500);
    simulator.advance(Duration.ofSeconds(15));
    untilTried(id, 500, 500, 500);
    assertThat(received.get(2).body().get("error").asText()).contains("boom");
    simulator.advance(Duration.ofMinutes(5));
    assertThat(simulator.endpoint("ep1").job(id).orElseThrow().webhookAnswers()).hasSize(3);
  }

  @Test
  void aReceiverThatIsAwayCountsAsNoAnswer() {
    receiver.stop(0);
    String id = run("{'delayMs':0}");
    simulator.advance(Duration.ZERO);
    untilTried(id, 0);
  }

  private String run(String script) {
    String url = "http://127.0.0.1:" + receiver.getAddress().getPort() + "/hook?token=t";
    return ep1.post("run", "{'input':{'simulate':" + script + "},'webhook':'" + url + "'}").id();
  }

  private void untilTried(String id, Integer... codes) {
    Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(simulator.endpoint("ep1").job(id).orElseThrow().webhookAnswers())
                    .containsExactly(codes));
  }
}
