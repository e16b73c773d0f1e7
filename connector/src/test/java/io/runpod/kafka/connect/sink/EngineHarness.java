package io.runpod.kafka.connect.sink;

import io.runpod.kafka.connect.api.Answer;
import io.runpod.kafka.connect.api.Call;
import io.runpod.kafka.connect.api.KnownEndpoints;
import io.runpod.kafka.connect.api.Operation;
import io.runpod.kafka.connect.flow.LonePace;
import io.runpod.kafka.connect.job.EndpointId;
import io.runpod.kafka.connect.job.JobTerms;
import io.runpod.kafka.connect.job.RequestRef;
import io.runpod.kafka.connect.ledger.LedgerEntry;
import io.runpod.kafka.connect.ledger.LedgerWriter.Position;
import io.runpod.kafka.connect.request.JobRequest;
import io.runpod.kafka.connect.request.Mode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/** An engine without threads: time, RunPod's answers and the ledger's are moved by hand. */
final class EngineHarness {
  /** Name under which readings of {@code /health} are among the posts. */
  static final String HEALTH = "/health";

  final List<Post> posts = new ArrayList<>();
  final List<Append> appends = new ArrayList<>();
  final Queue<Outcome> outbox = new ArrayDeque<>();
  final Counters counters = new Counters();
  final KnownEndpoints known;
  boolean ledgerAcknowledges = true;
  private final Queue<EngineEvent> mailbox = new ArrayDeque<>();
  private final SubmitEngine engine;
  private int unsent;
  private long now = Long.MAX_VALUE - Duration.ofSeconds(1).toNanos();

  /** A POST that was sent. */
  record Post(String name, Call call, long at, CompletableFuture<Answer> answer) {}

  /** An entry that was handed to the ledger. */
  record Append(LedgerEntry entry, CompletableFuture<Position> acknowledged) {
    String kind() {
      return entry.getClass().getSimpleName();
    }
  }

  EngineHarness(Map<String, String> extra) {
    this(extra, Set.of(new EndpointId("e1")));
  }

  /**
   * @param endpoints those of the connector; the engine is that of e1
   */
  EngineHarness(Map<String, String> extra, Set<EndpointId> endpoints) {
    this.known = new KnownEndpoints(endpoints);
    this.engine =
        new SubmitEngine(
            settings(extra),
            (operation, limit) -> LonePace.of(limit, now),
            new Ports(
                this::post,
                this::append,
                mailbox,
                outbox,
                known,
                () -> Instant.EPOCH,
                new Random(1)),
            counters,
            now);
    lease(Duration.ofDays(1));
  }

  static SinkSettings settings(Map<String, String> extra) {
    Map<String, String> props = new HashMap<>(props());
    props.putAll(extra);
    return SinkSettings.common(SinkSettings.byEndpoint(props));
  }

  static Map<String, String> props() {
    return Map.of(
        "name", "sink",
        "runpod.endpoint.id", "e1",
        "runpod.api.key", "key",
        "runpod.ledger.kafka.bootstrap.servers", "127.0.0.1:1");
  }

  private CompletableFuture<Answer> post(Call call) {
    String name =
        call.operation() == Operation.HEALTH
            ? HEALTH
            : new String(call.body().orElseThrow(), StandardCharsets.UTF_8);
    posts.add(new Post(name, call, now, new CompletableFuture<>()));
    return posts.get(posts.size() - 1).answer;
  }

  private CompletableFuture<Position> append(LedgerEntry entry) {
    Append made = new Append(entry, new CompletableFuture<>());
    appends.add(made);
    if (ledgerAcknowledges) {
      made.acknowledged.complete(new Position(0, appends.size(), appends.size()));
    }
    return made.acknowledged;
  }

  /** The ledger has taken these of the appends. */
  void acknowledge(int... which) {
    for (int index : which) {
      appends.get(index).acknowledged.complete(new Position(0, index, index));
    }
    turn();
  }

  void lease(Duration length) {
    engine.maySendUntil(now + length.toNanos());
  }

  /** Offers records named by their key and a number: {@code a1} has the key {@code a}. */
  void offer(String... names) {
    offer(1, names);
  }

  void offer(long assignment, String... names) {
    offer(assignment, Optional.empty(), Optional.empty(), names);
  }

  /** Offers records that ask for a mode and a wait of their own. */
  void offer(Optional<Mode> mode, Optional<Duration> hold, String... names) {
    offer(1, mode, hold, names);
  }

  private void offer(
      long assignment, Optional<Mode> mode, Optional<Duration> hold, String... names) {
    List<Submission> batch = new ArrayList<>();
    for (String name : names) {
      batch.add(
          new Submission(
              null,
              assignment,
              new RequestRef("jobs", 0, name.hashCode(), 0, Optional.empty()),
              new JobRequest(
                  new EndpointId("e1"),
                  name.getBytes(StandardCharsets.UTF_8),
                  JobTerms.NONE,
                  mode,
                  hold),
              Map.of(),
              name.length() < 2
                  ? Optional.empty()
                  : Optional.of(assignment + name.substring(0, 1))));
    }
    unsent += batch.size();
    send(new EngineEvent.Offered(batch));
  }

  void send(EngineEvent event) {
    mailbox.add(event);
    turn();
  }

  CompletableFuture<Void> revoke(Long... assignments) {
    CompletableFuture<Void> settled = new CompletableFuture<>();
    send(new EngineEvent.Revoked(Set.of(assignments), settled));
    return settled;
  }

  CompletableFuture<Void> stop() {
    CompletableFuture<Void> settled = new CompletableFuture<>();
    send(new EngineEvent.Stopping(settled));
    return settled;
  }

  /** Answers the newest POST of that name. */
  void answer(String name, int code, String body) {
    answer(name, response(code, body));
  }

  void answer(String name, Answer answer) {
    Post last = null;
    for (Post post : posts) {
      last = post.name.equals(name) ? post : last;
    }
    last.answer.complete(answer);
    turn();
  }

  /** Refuses what is open as RunPod does for an endpoint that it does not have. */
  void refuseAll() {
    posts.stream()
        .filter(post -> !post.answer.isDone())
        .toList()
        .forEach(post -> post.answer.complete(response(404, "")));
    turn();
  }

  void accept(String... names) {
    for (String name : names) {
      answer(name, 200, "{\"id\":\"job-" + name + "\"}");
    }
  }

  static Answer.Response response(int code, String body) {
    return new Answer.Response(code, body.getBytes(StandardCharsets.UTF_8), Optional.empty());
  }

  void turn() {
    while (!mailbox.isEmpty()) {
      engine.handle(mailbox.poll(), now);
    }
    engine.send(now);
    if (!mailbox.isEmpty()) {
      turn();
    }
  }

  /** Lets time pass as the engine's own thread would. */
  void pass(Duration time) {
    long end = now + time.toNanos();
    while (now - end < 0) {
      long step = Math.max(1, engine.nanosToNext(now));
      now = now + step - end < 0 ? now + step : end;
      turn();
    }
  }

  /** The time it is, which {@link #at} sets. */
  long now() {
    return now;
  }

  /** Sets the time and does what is to be done then. */
  void at(long time) {
    now = time;
    turn();
  }

  long nanosToNext() {
    return engine.nanosToNext(now);
  }

  /** Hands over the posts made since the last call, and forgets what came of earlier ones. */
  List<Post> takePosts() {
    List<Post> taken = List.copyOf(posts);
    unsent -= taken.size();
    posts.clear();
    appends.clear();
    outbox.clear();
    return taken;
  }

  /** How many of the offered are not posted yet. */
  int unsent() {
    return unsent - posts.size();
  }

  List<String> posted() {
    return posts.stream().map(Post::name).collect(Collectors.toList());
  }

  List<String> entries() {
    return appends.stream().map(Append::kind).collect(Collectors.toList());
  }

  List<Outcome> outcomes() {
    return List.copyOf(outbox);
  }
}
