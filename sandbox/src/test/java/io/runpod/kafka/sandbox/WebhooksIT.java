package io.runpod.kafka.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.runpod.kafka.sandbox.client.ConnectorFile;
import io.runpod.kafka.sandbox.client.ConnectorStatus;
import io.runpod.kafka.sandbox.client.TopicReader;
import io.runpod.kafka.schema.JobResult;
import io.runpod.kafka.simulator.EndpointOptions;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.management.ObjectName;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * RunPod calls a worker, and the result is read at once. Polling is set so slow that nothing of
 * this would be seen in time without the calls.
 */
class WebhooksIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String POLL_INTERVAL_MS = "300000";
  private static final int MAX_BYTES = 8 * 1024 * 1024;

  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private static Sandbox sandbox;
  private static TopicReader<JobResult> results;
  private static TopicReader<String> ledger;

  @BeforeAll
  static void start() throws Exception {
    sandbox =
        Sandbox.builder()
            .name("webhooks")
            .webhooks()
            .worker("runpod.webhook.max.bytes", Integer.toString(MAX_BYTES))
            .endpoint(EndpointOptions.named("webhooks").workers(4))
            .start();
    sandbox.topics().create("runpod.jobs", 2, Map.of());
    sandbox.create(
        sandbox
            .connector("runpod-source.json")
            .with("runpod.stream.enabled", "false")
            .with("runpod.webhook.enabled", "true")
            .with("runpod.webhook.poll.interval.ms", POLL_INTERVAL_MS),
        2);
    sandbox.create(sink(0), 2);
    results = sandbox.topics().avroReader("runpod.job-results");
    ledger = sandbox.topics().reader("runpod.ledger", new StringDeserializer());
  }

  @AfterAll
  static void stop() {
    results.close();
    ledger.close();
    sandbox.close();
  }

  @Test
  void aCallBringsTheResultWhicheverWorkerItReaches() throws Exception {
    submit("one", 10, 20);
    awaitResults("one", 10);
    allCallsWereTaken();

    // Given a second worker, which takes over part of the tasks: each worker is called in turn, and
    // some of the jobs called about are followed by the other
    int second = sandbox.workers().add();
    await().atMost(PATIENCE).until(() -> workers().size() == 2);
    for (int worker : new int[] {second, 0}) {
      sandbox.create(sink(worker), 2);
      String round = "worker-" + worker;
      // large enough to be still on its way when the job's ID has been read
      submit(round, 10, 400_000);
      awaitResults(round, 10);
    }
    allCallsWereTaken();
  }

  @Test
  void callsThatAreNotRunpodsLeaveNoTraceButCounters() throws Exception {
    String own = "/runpod/webhook/" + SandboxSettings.WEBHOOK_TOKEN;
    String body = "{\"id\":\"no-job-of-ours\",\"status\":\"COMPLETED\"}";

    HttpResponse<String> forged = post("/runpod/webhook/" + "x".repeat(32), text(body));
    assertThat(forged.statusCode()).isEqualTo(404);
    assertThat(forged.body()).isEmpty();
    assertThat(send(request(own).GET()).statusCode()).isEqualTo(404);
    assertThat(post(own, text("<html>")).statusCode()).isEqualTo(400);
    assertThat(post(own, text("{\"status\":\"COMPLETED\"}")).statusCode()).isEqualTo(400);
    byte[] tooLong = new byte[MAX_BYTES + 1];
    refusedOrCutOff(own, BodyPublishers.ofByteArray(tooLong));
    refusedOrCutOff(
        own,
        BodyPublishers.ofByteArrays(
            List.of("{\"a\":\"".getBytes(StandardCharsets.US_ASCII), blanks(), blanks())));
    try (Socket stalled = stall(own)) {
      // one that stalls keeps nobody waiting
      assertThat(sandbox.connect().names()).contains("runpod-source");
      assertThat(counter("Slow")).isZero();
      stalled.shutdownOutput();
      await().atMost(PATIENCE).until(() -> counter("Slow") + counter("Malformed") == 3);
    }
    assertThat(nudges("no-job-of-ours")).isZero();
    assertThat(counter("Forged")).isEqualTo(1);
    assertThat(counter("Oversized")).isEqualTo(2);

    // a call with the token is taken, but once, and its job is not believed in
    for (int i = 0; i < 5; i++) {
      assertThat(post(own, text(body)).statusCode()).isEqualTo(200);
    }
    await().atMost(PATIENCE).until(() -> nudges("no-job-of-ours") == 1);
    assertThat(counter("Repeated")).isEqualTo(4);
    submit("after", 1, 20);
    awaitResults("after", 1);
    assertThat(results.values()).noneMatch(r -> r.getJobId().equals("no-job-of-ours"));
    assertThat(nudges("no-job-of-ours")).isEqualTo(1);
  }

  /** Those that run tasks, once all tasks run. */
  private static Set<String> workers() {
    return Stream.of("runpod-source", "runpod-sink-json")
        .map(connector -> sandbox.connect().status(connector))
        .filter(status -> status.isRunning(2))
        .flatMap(status -> status.tasks().stream())
        .map(ConnectorStatus.Task::worker)
        .collect(Collectors.toSet());
  }

  private static ConnectorFile sink(int worker) {
    return sandbox
        .connector("runpod-sink-json.json")
        .with("runpod.webhook.url", sandbox.connectUrl(worker))
        .with("runpod.webhook.token", "${env:RUNPOD_WEBHOOK_TOKEN}");
  }

  private static void submit(String prefix, int jobs, int outputLength) {
    String output = "x".repeat(outputLength);
    for (int i = 0; i < jobs; i++) {
      String input = "{\"simulate\":{\"delayMs\":300,\"output\":\"" + output + "\"}}";
      sandbox.topics().sendNow(new ProducerRecord<>("runpod.jobs", prefix + "-" + i, input));
    }
  }

  private static void awaitResults(String prefix, int jobs) {
    List<String> keys = IntStream.range(0, jobs).mapToObj(i -> prefix + "-" + i).toList();
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(results.values())
                    .filteredOn(r -> r.getRequest().getKey().startsWith(prefix))
                    .extracting(r -> r.getRequest().getKey())
                    .containsExactlyInAnyOrderElementsOf(keys));
  }

  private static void allCallsWereTaken() {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(sandbox.endpoint().jobs())
                    .allSatisfy(job -> assertThat(job.webhookAnswers()).containsExactly(200)));
  }

  private static long nudges(String job) {
    return ledger.values().stream()
        .filter(entry -> entry.contains("\"kind\":\"nudge\"") && entry.contains(job))
        .count();
  }

  /** Of the worker in this JVM. */
  private static long counter(String name) throws Exception {
    return (Long)
        ManagementFactory.getPlatformMBeanServer()
            .getAttribute(new ObjectName("io.runpod.kafka:type=webhook"), name);
  }

  private static BodyPublisher text(String body) {
    return BodyPublishers.ofString(body);
  }

  private static byte[] blanks() {
    return " ".repeat(MAX_BYTES / 2).getBytes(StandardCharsets.US_ASCII);
  }

  private static HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(sandbox.connectUrl(0) + path)).timeout(PATIENCE);
  }

  private static HttpResponse<String> post(String path, BodyPublisher body) throws Exception {
    return send(request(path).header("Content-Type", "application/json").POST(body));
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  /** A sender may be cut off before it sees the answer. */
  private static void refusedOrCutOff(String path, BodyPublisher body) throws Exception {
    try {
      assertThat(post(path, body).statusCode()).isEqualTo(413);
    } catch (IOException cutOff) {
      assertThat(cutOff).isNotNull();
    }
  }

  /** A call whose body does not come. */
  private static Socket stall(String path) throws IOException {
    URI worker = URI.create(sandbox.connectUrl(0));
    Socket socket = new Socket(worker.getHost(), worker.getPort());
    OutputStream out = socket.getOutputStream();
    String head =
        "POST " + path + " HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{\"output\":";
    out.write(head.getBytes(StandardCharsets.US_ASCII));
    out.flush();
    return socket;
  }
}
