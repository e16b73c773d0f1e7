package io.runpod.kafka.connect.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.runpod.kafka.connect.job.EndpointId;
import io.runpod.kafka.connect.job.JobId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RunpodClientTest {
  private static final int MAX_BYTES = 100_000;
  private final BodyRoom room = new BodyRoom(MAX_BYTES);
  private RawServer server;
  private RunpodClient client;

  @AfterEach
  void close() {
    client.close();
    if (server != null) {
      server.close();
    }
  }

  @Test
  void postsARunWithKeyAndNameOfItsOwn() throws Exception {
    serve(RawServer.response(200, "", "{\"id\":\"j\"}"));

    Answer.Response answer = (Answer.Response) send(Call.run("{\"input\":1}".getBytes(UTF_8)));

    assertThat(answer.code()).isEqualTo(200);
    assertThat(answer.body()).asString(UTF_8).isEqualTo("{\"id\":\"j\"}");
    assertThat(server.requests.get(0))
        .startsWith("POST /v2/e1/run HTTP/1.1\n")
        .contains("Authorization: Bearer the-key\n")
        .contains("User-Agent: connector/1\n")
        .contains("Content-Type: application/json\n")
        .endsWith("\n\n{\"input\":1}");
  }

  @Test
  void handsOnWhatTheAnswerSaysThatItIs() throws Exception {
    serve(RawServer.response(200, "Content-Type: text/html\r\n", "<html>"));

    Answer.Response answer = (Answer.Response) send(Call.status(new JobId("a")));

    assertThat(answer.contentType()).contains("text/html");
  }

  @Test
  void readsByGetAndAsksForTheHold() throws Exception {
    serve(RawServer.response(200, "", "{}"));

    send(Call.statusSync(new JobId("a/b c"), Duration.ofSeconds(2)));

    assertThat(server.requests.get(0))
        .startsWith("GET /v2/e1/status-sync/a%2Fb+c?wait=2000 HTTP/1.1");
  }

  @Test
  void asksForAnEarlierEndOfAResult() throws Exception {
    serve(RawServer.response(200, "", "{}"));

    send(Call.release(new JobId("a"), Duration.ofSeconds(6)));

    assertThat(server.requests.get(0)).startsWith("GET /v2/e1/status/a?ttl=6000 HTTP/1.1");
  }

  @Test
  void postsARunsyncWithItsWaitAndGivesItThatTimeOnTop() throws Exception {
    client = serving((socket, out) -> {}, 500);

    Answer answer = send(Call.runsync("{}".getBytes(UTF_8), Duration.ofMillis(1_000)));

    assertThat(answer).isEqualTo(new Answer.Lost("no whole answer within 1500 ms"));
    assertThat(server.requests).hasSize(1);
    assertThat(server.requests.get(0)).startsWith("POST /v2/e1/runsync?wait=1000 HTTP/1.1");
  }

  @Test
  void asksForAStreamOnceThoughTheConnectionBreaks() throws Exception {
    server = new RawServer((socket, out) -> socket.close());
    client = new RunpodClient(settings(server.baseUrl(), false, 5_000), room);

    Answer answer = client.send(Call.stream(new JobId("a"), Duration.ofSeconds(2))).get();

    assertThat(answer).isInstanceOf(Answer.Lost.class);
    assertThat(server.requests).hasSize(1);
  }

  @Test
  void sendsNothingThatCouldNotBeginInTime() throws Exception {
    String answer = RawServer.response(200, "", "{}");
    server = new RawServer((socket, out) -> out.write(answer.getBytes(UTF_8)));
    AtomicLong clock = new AtomicLong();
    AtomicLong step = new AtomicLong(RunpodClient.LATEST_BEGIN.toNanos());
    client =
        new RunpodClient(
            settings(server.baseUrl(), false, 5_000), room, () -> clock.getAndAdd(step.get()));

    assertThat(send(Call.run("{}".getBytes(UTF_8)))).isInstanceOf(Answer.Response.class);
    step.incrementAndGet();
    assertThat(send(Call.run("{}".getBytes(UTF_8)))).isInstanceOf(Answer.NotSent.class);

    assertThat(server.requests).hasSize(1);
  }

  @Test
  void sendsNoBodyThatAPauseWhileConnectingHasMadeTooLate() throws Exception {
    String answer = RawServer.response(200, "", "{}");
    server = new RawServer((socket, out) -> out.write(answer.getBytes(UTF_8)));
    Iterator<Long> looks =
        List.of(0L, Duration.ofMillis(5_000).toNanos(), 0L, Duration.ofMillis(5_001).toNanos())
            .iterator();
    client = new RunpodClient(settings(server.baseUrl(), false, 5_000), room, looks::next);
    Call call = Call.run("{}".getBytes(UTF_8)).decidedAt(0);

    assertThat(send(call)).isInstanceOf(Answer.Response.class);
    assertThat(send(call)).isInstanceOf(Answer.NotSent.class);

    assertThat(looks).isExhausted();
    assertThat(server.requests).hasSize(1);
  }

  @Test
  void sendsNothingThatWasDecidedBeforeAPause() throws Exception {
    String answer = RawServer.response(200, "", "{}");
    server = new RawServer((socket, out) -> out.write(answer.getBytes(UTF_8)));
    long latest = RunpodClient.LATEST_BEGIN.toNanos();
    client = new RunpodClient(settings(server.baseUrl(), false, 5_000), room, () -> 0);
    Call call = Call.stream(new JobId("j"), Duration.ofSeconds(1));

    assertThat(send(call.decidedAt(-latest - 1))).isInstanceOf(Answer.NotSent.class);
    assertThat(send(call.decidedAt(-latest))).isInstanceOf(Answer.Response.class);

    assertThat(server.requests).hasSize(1);
  }

  @Test
  void readsByPostWhereThatIsSet() throws Exception {
    server =
        new RawServer(
            (socket, out) -> out.write(RawServer.response(200, "", "{}").getBytes(UTF_8)));
    client = new RunpodClient(settings(server.baseUrl(), true, 5_000), room);

    send(Call.status(new JobId("j")));

    assertThat(server.requests.get(0)).startsWith("POST /v2/e1/status/j HTTP/1.1");
  }

  @Test
  void readsHealthByGetWhateverIsSet() throws Exception {
    server =
        new RawServer(
            (socket, out) -> out.write(RawServer.response(200, "", "{}").getBytes(UTF_8)));
    client = new RunpodClient(settings(server.baseUrl(), true, 5_000), room);

    send(Call.health());

    assertThat(server.requests.get(0)).startsWith("GET /v2/e1/health HTTP/1.1");
  }

  @Test
  void handsOverTheWaitThatWasAskedFor() throws Exception {
    serve(RawServer.response(429, "Retry-After: 7\r\n", ""));

    assertThat(((Answer.Response) send(Call.health())).retryAfter()).contains("7");
  }

  @Test
  void followsNoRedirect() throws Exception {
    serve(RawServer.response(302, "Location: http://127.0.0.1:1/\r\n", ""));

    assertThat(((Answer.Response) send(Call.health())).code()).isEqualTo(302);
  }

  @Test
  void losesAnAnswerWhoseBodyStallsAtTheDeadlineOfTheWholeExchange() throws Exception {
    client =
        serving(
            (socket, out) ->
                out.write("HTTP/1.1 200 X\r\nContent-Length: 9\r\n\r\n{".getBytes(UTF_8)),
            600);

    long began = System.nanoTime();
    Answer answer = send(Call.run(new byte[0]));

    assertThat(answer).isEqualTo(new Answer.Lost("no whole answer within 600 ms"));
    assertThat(Duration.ofNanos(System.nanoTime() - began))
        .isBetween(Duration.ofMillis(550), Duration.ofSeconds(4));
  }

  @Test
  void losesAnAnswerThatNeverBegins() throws Exception {
    client = serving((socket, out) -> {}, 500);

    assertThat(send(Call.run(new byte[0]))).isInstanceOf(Answer.Lost.class);
  }

  @Test
  void addsTheHoldToTheDeadline() throws Exception {
    client = serving((socket, out) -> {}, 500);

    long began = System.nanoTime();
    Answer answer = send(Call.statusSync(new JobId("j"), Duration.ofMillis(700)));

    assertThat(answer).isEqualTo(new Answer.Lost("no whole answer within 1200 ms"));
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(1_100));
  }

  @Test
  void losesAnAnswerThatIsCutOff() throws Exception {
    client =
        serving(
            (socket, out) -> {
              out.write("HTTP/1.1 200 X\r\nContent-Length: 99\r\n\r\n{\"id\":".getBytes(UTF_8));
              socket.close();
            },
            5_000);

    assertThat(send(Call.run(new byte[0])))
        .isInstanceOfSatisfying(
            Answer.Lost.class, lost -> assertThat(lost.reason()).startsWith("connection broke"));
  }

  @Test
  void losesAnAnswerWhereTheConnectionIsClosedWithoutAWord() throws Exception {
    client = serving((socket, out) -> socket.close(), 5_000);

    assertThat(send(Call.run("{}".getBytes(UTF_8)))).isInstanceOf(Answer.Lost.class);
    assertThat(server.requests).hasSize(1);
  }

  @Test
  void knowsThatNothingWasSentWhereNobodyListens() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    client = new RunpodClient(settings("http://127.0.0.1:" + port + "/v2", false, 5_000), room);

    assertThat(send(Call.run(new byte[0])))
        .isInstanceOfSatisfying(
            Answer.NotSent.class, no -> assertThat(no.reason()).startsWith("no connection"));
  }

  @Test
  void readsABodyUpToItsBoundAndNoFurther() throws Exception {
    serve(RawServer.response(200, "", "x".repeat(MAX_BYTES)));
    Answer.Response whole = (Answer.Response) send(Call.health());
    assertThat(whole.body()).hasSize(MAX_BYTES);
    room.taken(whole);
    close();

    serve(RawServer.response(200, "", "x".repeat(MAX_BYTES + 1)));
    assertThat(send(Call.health()))
        .isInstanceOfSatisfying(
            Answer.TooLarge.class,
            large -> {
              assertThat(large.bytes()).isGreaterThan(MAX_BYTES);
              assertThat(large.start()).hasSizeLessThanOrEqualTo(4 * 1024).startsWith('x', 'x');
            });
  }

  @Test
  void stopsReadingABodyThatNeverEnds() throws Exception {
    client =
        serving(
            (socket, out) -> {
              out.write("HTTP/1.1 200 X\r\n\r\n".getBytes(UTF_8));
              byte[] part = "x".repeat(10_000).getBytes(UTF_8);
              while (!socket.isClosed()) {
                out.write(part);
              }
            },
            20_000);

    assertThat(send(Call.health())).isInstanceOf(Answer.TooLarge.class);
  }

  @Test
  void readsNoFurtherThanThereIsRoomUntilAnAnswerIsTakenUp() throws Exception {
    String whole = RawServer.response(200, "Connection: close\r\n", "x".repeat(MAX_BYTES));
    client = serving((socket, out) -> out.write(whole.getBytes(UTF_8)), 1_000);
    Answer first = send(Call.health());
    assertThat(room.used()).isEqualTo(MAX_BYTES);

    // When
    CompletableFuture<Answer> second = client.send(Call.health());
    await().until(() -> server.requests.size() == 2);

    // Then it is not read, and its time of 1 s does not run out
    await().during(Duration.ofMillis(1_500)).until(() -> !second.isDone());
    assertThat(room.used()).isEqualTo(MAX_BYTES);
    room.taken(first);
    assertThat(((Answer.Response) second.get(30, TimeUnit.SECONDS)).body()).hasSize(MAX_BYTES);
    room.taken(second.join());
    assertThat(room.used()).isZero();
  }

  @Test
  void aBodyThatIsGivenUpLeavesItsRoom() throws Exception {
    byte[] half = "x".repeat(MAX_BYTES - 1).getBytes(UTF_8);
    client =
        serving(
            (socket, out) -> {
              out.write(("HTTP/1.1 200 X\r\nContent-Length: " + MAX_BYTES).getBytes(UTF_8));
              out.write("\r\n\r\n".getBytes(UTF_8));
              out.write(half);
            },
            600);

    assertThat(send(Call.health())).isInstanceOf(Answer.Lost.class);

    assertThat(room.used()).isZero();
  }

  @Test
  void readsManyBodiesOfUnknownLengthThroughLittleRoom() throws Exception {
    client =
        serving(
            (socket, out) -> {
              out.write("HTTP/1.1 200 X\r\n\r\n".getBytes(UTF_8));
              out.write("x".repeat(MAX_BYTES).getBytes(UTF_8));
              socket.close();
            },
            20_000);

    List<CompletableFuture<Answer>> answers = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      answers.add(client.send(Call.health()).whenComplete((answer, never) -> room.taken(answer)));
    }

    for (CompletableFuture<Answer> answer : answers) {
      assertThat(((Answer.Response) answer.get(30, TimeUnit.SECONDS)).body()).hasSize(MAX_BYTES);
    }
    assertThat(room.used()).isZero();
  }

  private void serve(String response) throws IOException {
    client = serving((socket, out) -> out.write(response.getBytes(UTF_8)), 5_000);
  }

  private RunpodClient serving(RawServer.Script script, int deadlineMs) throws IOException {
    server = new RawServer(script);
    return new RunpodClient(settings(server.baseUrl(), false, deadlineMs), room);
  }

  private Answer send(Call call) throws Exception {
    return client.send(call).get(30, TimeUnit.SECONDS);
  }

  private static EndpointSettings settings(String baseUrl, boolean byPost, int deadlineMs) {
    Map<Operation, Duration> deadlines = new EnumMap<>(Operation.class);
    for (Operation operation : Operation.values()) {
      deadlines.put(operation, Duration.ofMillis(deadlineMs));
    }
    return new EndpointSettings(
        baseUrl + "/{endpoint}",
        new EndpointId("e1"),
        "the-key",
        byPost,
        "connector/1",
        Duration.ofSeconds(2),
        deadlines,
        MAX_BYTES);
  }
}
