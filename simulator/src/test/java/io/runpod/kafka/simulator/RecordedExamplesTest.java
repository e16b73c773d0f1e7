package io.runpod.kafka.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Brings the simulator into the situation of each recorded example and expects the recorded answer,
 * figures included; only ids, worker ids and tracebacks may differ. The connector is held to the
 * same files.
 */
class RecordedExamplesTest {

  private static final String FOLDER = "/io/runpod/kafka/recorded/api/";

  /** Examples of something else than this API, or whose body nobody knows. */
  private static final List<String> NOT_OURS =
      List.of(
          "05-", // the same as 04 in another state: RecordedExchangesTest
          "11-", "12-", // other products and hosts
          "16-", // a request of the platform: WebhookTest
          "46-", "47-", // bodies of 2023
          "51-", // workers of an older document
          "6", "7", // the worker's requests: WorkerProtocolTest
          "8"); // the SDK's local test server, another dialect

  private interface Situation {
    Client.Got reach(RecordedExamplesTest test);
  }

  private static final Map<String, Situation> SITUATIONS =
      Map.ofEntries(
          situation("01-", t -> t.ep1.post("run", "{'input':{'prompt':'Hello'}}")),
          situation("02-", t -> t.ep1.post("run", t.recorded.get("request").toString())),
          situation(
              "03-",
              t -> {
                t.block(618);
                return t.waiting(
                    "runsync?wait=90000",
                    "{'input':{'simulate':{'delayMs':1437,'output':" + t.output() + "}}}",
                    618 + 1437);
              }),
          situation(
              "04-",
              t -> {
                t.block(60_000);
                return t.waiting("runsync?wait=1000", "{'input':{'prompt':'Hello'}}", 1_000);
              }),
          situation("06-", t -> t.ep1.post("runsync?wait=500", "{'input':{'prompt':'Hello'}}")),
          situation(
              "07-", t -> t.ep1.post("run", "{'input':{'x':'" + "x".repeat(10 << 20) + "'}}")),
          situation("08-", t -> t.ep1.call("POST", "run", "{}", "Bearer wrong")),
          situation(
              "09-",
              t -> {
                t.fault(Fault.on(Operation.RUN).tooManyRequests(0));
                return t.ep1.post("run", "{'input':{'prompt':'Hello'}}");
              }),
          situation(
              "10-",
              t -> {
                t.fault(
                    Fault.on(Operation.STATUS)
                        .httpStatus(502, "text/html", t.recorded.get("response").asText()));
                return t.ep1.get("status/x");
              }),
          situation(
              "13-",
              t -> {
                t.block(1_000);
                return t.ep1.post("cancel/" + t.ep1.run("{}"));
              }),
          situation("14-", t -> t.ep1.post("retry/" + t.ended(618, 1437, "'error':'boom'"))),
          situation(
              "15-",
              t -> {
                t.block(1_000);
                t.ep1.run("{}");
                t.ep1.run("{}");
                return t.ep1.post("purge-queue");
              }),
          situation(
              "20-",
              t -> {
                t.block(1_000);
                return t.status(t.ep1.run("{}"));
              }),
          situation("21-", t -> t.status(t.started(61_372, ""))),
          situation(
              "22-",
              t -> {
                String id = t.started(618, ",'progress':[" + t.output() + "]");
                t.pass(500_000);
                return t.status(id);
              }),
          situation("23-", t -> t.status(t.lost(0))),
          situation("24-", t -> t.status(t.ended(31_618, 1437, "'output':" + t.output()))),
          situation("25-", t -> t.status(t.ended(618, 1437, "'output':{}"))),
          situation("26-", t -> t.status(t.ended(618, 1437, "'chunks':3,'chunkIntervalMs':0"))),
          situation(
              "27-",
              t -> t.status(t.ended(618, 1437, "'chunks':3,'chunkIntervalMs':0,'aggregate':true"))),
          situation("28-", t -> t.status(t.ended(618, 1437, "'error':'kaboom'"))),
          situation(
              "29-",
              t ->
                  t.status(
                      t.ended(
                          618,
                          1437,
                          "'output':{'error':'soft',"
                              + "'detail':'the rest of what the handler returned'}"))),
          situation("30-", t -> t.status(t.lost(39_678))),
          situation("31-", t -> t.status(t.ended(618, 1437, "'chunks':1,'error':'boom at 1'"))),
          situation(
              "32-",
              t -> {
                t.block(1_000);
                String id = t.ep1.run("{}");
                t.ep1.post("cancel/" + id);
                return t.status(id);
              }),
          situation(
              "33-",
              t -> {
                String id = t.started(618, "");
                t.pass(1437);
                t.ep1.post("cancel/" + id);
                return t.status(id);
              }),
          situation(
              "34-",
              t -> {
                t.simulator.addEndpoint(
                    EndpointOptions.named("late")
                        .timedOutStatus(true)
                        .workers(1)
                        .time(Timing.EXECUTION_TIMEOUT, Duration.ofMillis(600_123)));
                Client late = new Client(t.simulator, "late");
                late.run("{'delayMs':618}");
                String id = late.run("{'delayMs':1000000}");
                t.pass(618 + 600_123);
                return late.get("status/" + id);
              }),
          situation("35-", t -> t.status("none")),
          situation("36-", t -> t.status(t.ended(618, 1437, "'output':" + t.output()))),
          situation(
              "37-",
              t -> {
                String id = t.ended(618, 1437, "'output':" + t.output());
                return t.ep1.get("status-sync/" + id + "?wait=30000");
              }),
          situation(
              "40-",
              t -> {
                t.block(60_000);
                String id = t.ep1.run("{}");
                CompletableFuture<Client.Got> answer = t.ep1.getAsync("stream/" + id);
                t.whileWaitingPass(10_000);
                return answer.join();
              }),
          situation("41-", t -> t.stream(",1,2")),
          situation("42-", t -> t.stream(",1,2")),
          situation("43-", t -> t.stream("")),
          situation("44-", t -> t.ep1.get("stream/" + t.ended(0, 1, "'output':1"))),
          situation("45-", t -> t.ep1.get("stream/" + t.ended(0, 1, "'error':'boom'"))),
          situation("48-", t -> t.stream(",1,2")),
          situation("49-", t -> t.ep1.get("stream/none")),
          situation("50-", RecordedExamplesTest::health));

  private RunpodSimulator simulator;
  private Client ep1;
  private JsonNode recorded;

  @BeforeEach
  void start() throws IOException {
    simulator = RunpodSimulator.builder().apiKey(Client.KEY).timeByHand().start();
    simulator.addEndpoint(
        EndpointOptions.named("ep1")
            .workers(1)
            .time(Timing.EXECUTION_TIMEOUT, Duration.ofHours(1))
            .time(Timing.LOST_AFTER, Duration.ofMillis(39_678)));
    ep1 = new Client(simulator, "ep1");
  }

  @AfterEach
  void stop() {
    simulator.close();
  }

  @ParameterizedTest
  @MethodSource("examples")
  void answersAsRecorded(String example) throws IOException {
    recorded = read(example);
    Client.Got answer = SITUATIONS.get(example.substring(0, 3)).reach(this);

    assertThat(answer.code()).isEqualTo(recorded.get("status").asInt());
    JsonNode expected = recorded.get("response");
    if (expected.isObject()) {
      assertThat(comparable(answer.json())).isEqualTo(comparable(expected));
    } else if (expected.isTextual()) {
      assertThat(answer.text()).isEqualTo(expected.asText());
    }
  }

  @Test
  void everyExampleHasASituationOrAReasonForNone() throws IOException {
    assertThat(index())
        .allMatch(
            example ->
                SITUATIONS.containsKey(example.substring(0, 3))
                    || NOT_OURS.stream().anyMatch(example::startsWith));
  }

  static Stream<String> examples() throws IOException {
    return index().stream().filter(example -> SITUATIONS.containsKey(example.substring(0, 3)));
  }

  private Client.Got health() {
    simulator.addEndpoint(
        EndpointOptions.named("busy").workers(1, 2).time(Timing.COLD_START, Duration.ofHours(1)));
    Client busy = new Client(simulator, "busy");
    for (int job = 0; job < 31; job++) {
      busy.run("{'delayMs':0}");
      simulator.advance(Duration.ZERO);
    }
    busy.run("{'delayMs':60000}");
    busy.post("cancel/" + busy.run("{}"));
    return busy.get("health");
  }

  private void block(long ms) {
    ep1.run("{'delayMs':" + ms + "}");
  }

  /** A job that waited {@code delay} ms and has begun to run. */
  private String started(long delay, String more) {
    block(delay);
    String id = ep1.run("{'delayMs':1000000" + more + "}");
    pass(delay);
    return id;
  }

  private String ended(long delay, long execution, String more) {
    block(delay);
    String id = ep1.run("{'delayMs':" + execution + "," + more + "}");
    pass(delay + execution);
    return id;
  }

  /** A job that was picked up after 61372 ms, lost, and picked up again. */
  private String lost(long more) {
    block(61_372);
    String id = ep1.run("{'vanish':true}");
    pass(101_050 + more);
    return id;
  }

  /** The recorded chunks; {@code more} come later and keep the job running. */
  private Client.Got stream(String more) {
    StringBuilder chunks = new StringBuilder();
    recorded
        .at("/response/stream")
        .forEach(one -> chunks.append(chunks.isEmpty() ? "" : ",").append(one.get("output")));
    String script = "{\"delayMs\":5,\"chunkIntervalMs\":10,\"chunks\":[" + chunks + more + "]}";
    String id =
        ep1.callAsync(
                "POST", "run", "{\"input\":{\"simulate\":" + script + "}}", "Bearer " + Client.KEY)
            .join()
            .id();
    if (recorded.at("/response/stream").size() == 1) {
      CompletableFuture<Client.Got> answer = ep1.getAsync("stream/" + id);
      whileWaitingPass(5);
      return answer.join();
    }
    pass(15);
    return ep1.get("stream/" + id);
  }

  private Client.Got waiting(String operation, String body, long ms) {
    CompletableFuture<Client.Got> answer =
        ep1.callAsync("POST", operation, body.replace('\'', '"'), "Bearer " + Client.KEY);
    whileWaitingPass(ms);
    return answer.join();
  }

  private void whileWaitingPass(long ms) {
    Awaitility.await()
        .pollInterval(Duration.ofMillis(2))
        .until(() -> simulator.endpoint("ep1").waitingCalls() == 1);
    pass(ms);
  }

  private void pass(long ms) {
    simulator.advance(Duration.ofMillis(ms));
  }

  private void fault(Fault fault) {
    simulator.endpoint("ep1").faults().add(fault);
  }

  private Client.Got status(String id) {
    return ep1.get("status/" + id);
  }

  private String output() {
    // an apostrophe would be taken for a quotation mark
    return recorded.at("/response/output").toString().replace("'", "\\u0027");
  }

  private static Map.Entry<String, Situation> situation(String example, Situation how) {
    return Map.entry(example, how);
  }

  /** Without what cannot be the same twice. */
  private static JsonNode comparable(JsonNode body) {
    ObjectNode copy = body.deepCopy();
    for (String key : List.of("id", "workerId")) {
      if (copy.has(key)) {
        copy.put(key, "any");
      }
    }
    String error = copy.path("error").asText();
    if (error.startsWith("{")) {
      ObjectNode document = (ObjectNode) Client.parse(error);
      assertThat(document.get("error_message").asText()).isEqualTo("kaboom");
      document.properties().forEach(one -> one.setValue(document.textNode("any")));
      copy.set("error", document);
    } else if (error.startsWith("handler: ")) {
      copy.put("error", error.substring(0, error.indexOf("File")));
    } else if (error.startsWith("job timed out")) {
      // the second attempt was given up after another time than the first
      copy.put("executionTime", 0);
    }
    return copy;
  }

  private static List<String> index() throws IOException {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(open("index.txt"), StandardCharsets.UTF_8))) {
      return lines.lines().filter(line -> !line.isBlank()).toList();
    }
  }

  private static JsonNode read(String example) throws IOException {
    try (InputStream in = open(example + ".json")) {
      return new JsonMapper().readTree(in);
    }
  }

  private static InputStream open(String file) {
    return RecordedExamplesTest.class.getResourceAsStream(FOLDER + file);
  }
}
