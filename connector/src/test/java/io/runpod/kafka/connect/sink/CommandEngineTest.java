package io.runpod.kafka.connect.sink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.runpod.kafka.connect.api.Answer;
import io.runpod.kafka.connect.api.Call;
import io.runpod.kafka.connect.api.KnownEndpoints;
import io.runpod.kafka.connect.command.Command;
import io.runpod.kafka.connect.flow.LonePace;
import io.runpod.kafka.connect.job.EndpointId;
import io.runpod.kafka.connect.job.JobId;
import io.runpod.kafka.connect.job.RequestRef;
import io.runpod.kafka.connect.ledger.LedgerEntry;
import io.runpod.kafka.connect.ledger.LedgerWriter.Position;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** No threads: time, RunPod's answers and the ledger's are moved by hand. */
class CommandEngineTest {
  private static final String FAILED = "{\"status\":\"FAILED\"}";

  private final Map<String, CompletableFuture<Answer>> open = new LinkedHashMap<>();
  private final List<String> sent = new ArrayList<>();
  private final List<LedgerEntry> entries = new ArrayList<>();
  private final Queue<CompletableFuture<Position>> unwritten = new ArrayDeque<>();
  private final Queue<Outcome> outbox = new ArrayDeque<>();
  private final Queue<EngineEvent> mailbox = new ArrayDeque<>();
  private final Counters counters = new Counters();
  private KnownEndpoints known = new KnownEndpoints(Set.of());
  private boolean ledgerAcknowledges = true;
  private long offset;
  private long now = Long.MAX_VALUE - Duration.ofSeconds(1).toNanos();
  private CommandEngine engine = engine(2);

  private CommandEngine engine(int tasks) {
    CommandEngine made =
        new CommandEngine(
            EngineHarness.settings(Map.of("runpod.task.count", Integer.toString(tasks))),
            (operation, limit) -> LonePace.of(limit, now),
            new Ports(
                this::call,
                this::append,
                mailbox,
                outbox,
                known,
                () -> Instant.EPOCH,
                new Random(1)),
            counters,
            now);
    made.maySendUntil(now + Duration.ofDays(1).toNanos());
    return made;
  }

  @Test
  void executesCommandsOfOneJobInOrderAndOfOthersAtOnce() {
    offer(cancel("a"), retry("a"), cancel("b"), purge());

    pass(Duration.ofSeconds(1));
    assertThat(sent).containsExactlyInAnyOrder("cancel a", "cancel b", "purge-queue");
    answer("cancel a", 200, "{}");
    assertThat(sent).endsWith("status a");
    answer("status a", 200, FAILED);
    answer("retry a", 200, "{}");
    answer("purge-queue", 200, "{\"removed\":1}");

    assertThat(recorded()).containsExactly(0L, 1L, 3L);
    assertThat(counters.commanded).hasValue(3);
  }

  @Test
  void goesOnWithAJobAfterACommandThatWasRefused() {
    offer(retry("a"), cancel("a"));
    answer("status a", 404, "{\"detail\":\"job not found\"}");

    assertThat(rejected()).hasSize(1).first().asString().contains("expired");
    assertThat(sent).endsWith("cancel a");
  }

  @Test
  void writesTheIntentBeforeItCalls() {
    ledgerAcknowledges = false;
    offer(purge());
    assertThat(sent).isEmpty();
    acknowledge();
    assertThat(sent).containsExactly("purge-queue");

    offer(retry("a"));
    acknowledge();
    assertThat(kinds()).containsExactly("Intent", "Intent", "Retrying");
    assertThat(sent).hasSize(1);
    acknowledge();
    assertThat(sent).endsWith("status a");
  }

  @Test
  void isDoneOnlyWhenTheLedgerHasTheOutcome() {
    ledgerAcknowledges = false;
    offer(cancel("a"));
    answer("cancel a", 200, "{}");
    assertThat(outbox).isEmpty();

    refuse(new TimeoutException("slow"));
    pass(Duration.ofMinutes(2));
    assertThat(kinds()).containsExactly("Cancelled", "Cancelled");
    acknowledge();
    assertThat(recorded()).containsExactly(0L);
    assertThat(sent).containsExactly("cancel a");
  }

  /** It goes to all partitions of the ledger: its failure is that of one of several appends. */
  @Test
  void aPurgesEntryIsWaitedForLikeAnyOther() {
    offer(purge());
    ledgerAcknowledges = false;
    answer("purge-queue", 200, "{\"removed\":1}");
    for (int i = 0; i < 5; i++) {
      refuse(new CompletionException(new TimeoutException("slow")));
      pass(Duration.ofMinutes(2));
    }
    assertThat(outbox).isEmpty();

    acknowledge();
    assertThat(recorded()).containsExactly(0L);
    assertThat(sent).containsExactly("purge-queue");
  }

  @Test
  void failsWhereTheLedgerNeverTakesAnOutcome() {
    ledgerAcknowledges = false;
    offer(cancel("a"));
    answer("cancel a", 200, "{}");
    for (int i = 0; i < 3; i++) {
      refuse(new RecordTooLargeException("no"));
      pass(Duration.ofMinutes(2));
    }
    assertThat(outbox).hasOnlyElementsOfType(Outcome.Failed.class).isNotEmpty();
    offer(cancel("b"));
    assertThat(sent).containsExactly("cancel a");
  }

  @Test
  void cancelsAgainAfterAWhileWhateverBecameOfTheFirstTry() {
    offer(cancel("a"));
    answer("cancel a", new Answer.Lost("cut off"));
    assertThat(sent).hasSize(1);
    pass(Duration.ofMinutes(2));
    answer("cancel a", 503, "");
    pass(Duration.ofMinutes(2));
    answer("cancel a", 200, "{}");

    assertThat(recorded()).containsExactly(0L);
    assertThat(counters.retried).hasValue(2);
    assertThat(counters.inDoubt).hasValue(0);
  }

  @Test
  void neverSendsAgainWhatIsInDoubt() {
    offer(purge(), retry("a"));
    answer("purge-queue", new Answer.Lost("cut off"));
    answer("status a", 200, FAILED);
    answer("retry a", 502, "<html>");
    answer("status a", 200, FAILED);
    pass(Duration.ofHours(1));

    assertThat(sent).containsOnlyOnce("purge-queue").containsOnlyOnce("retry a");
    assertThat(rejected()).hasSize(2).allMatch(reason -> reason.startsWith("in doubt"));
    assertThat(counters.inDoubt).hasValue(2);
  }

  @ParameterizedTest
  @CsvSource({"20, 20", "86400, 30"})
  void aGatewaysPatienceHoldsForTheLookAtARetryInDoubtUpToABound(String wish, long seconds) {
    offer(retry("a"), cancel("a"), retry("b"));
    answer("status a", 200, FAILED);
    answer("retry a", gateway(wish));
    pass(Duration.ofSeconds(1));
    answer("status b", 200, FAILED);
    answer("retry b", 200, "{}");
    sent.clear();

    pass(Duration.ofSeconds(seconds - 1).minusNanos(1));
    assertThat(sent).isEmpty();
    assertThat(engine.nanosToNext(now)).as("wakes up in time").isEqualTo(1);
    pass(Duration.ofNanos(1));
    assertThat(sent).containsExactly("status a");
    answer("status a", 200, "{\"status\":\"IN_QUEUE\"}");

    assertThat(kinds()).endsWith("Retried");
    assertThat(recorded()).containsExactly(2L, 0L);
    assertThat(sent).as("its turn").endsWith("cancel a");
  }

  /** The next owner would have to take it for abandoned, and the source would wait for nothing. */
  @Test
  void aRetryInDoubtIsToldSoAtOnceWhereItsPartitionIsRevokedBeforeTheLook() {
    offer(retry("a"));
    answer("status a", 200, FAILED);
    ledgerAcknowledges = false;
    answer("retry a", gateway("20"));
    CompletableFuture<Void> settled = revoke();

    assertThat(kinds()).containsExactly("Intent", "Retrying", "RetryRefused");
    assertThat(settled).isNotDone();
    acknowledge();
    assertThat(settled).isDone();
    pass(Duration.ofMinutes(5));
    assertThat(sent).containsExactly("status a", "retry a");
  }

  @Test
  void aRetryInDoubtIsNotLookedAtByATaskThatGivesNoSignOfLife() {
    offer(retry("a"));
    answer("status a", 200, FAILED);
    answer("retry a", gateway("20"));
    engine.maySendUntil(now);
    pass(Duration.ofSeconds(20));

    assertThat(sent).containsExactly("status a", "retry a");
    assertThat(kinds()).endsWith("RetryRefused");
    assertThat(rejected()).singleElement().asString().startsWith("in doubt");
  }

  private static Answer gateway(String retryAfter) {
    return new Answer.Response(503, "<html>".getBytes(UTF_8), Optional.of(retryAfter));
  }

  @Test
  void keepsTheShareOfEachBudgetAndLetsNoneWaitForAnother() {
    offer(purge(), purge(), cancel("a"));
    answer("purge-queue", 200, "{\"removed\":1}");
    assertThat(sent).containsExactlyInAnyOrder("purge-queue", "cancel a");
    pass(Duration.ofSeconds(9));
    assertThat(sent).hasSize(2);
    pass(Duration.ofSeconds(12));
    assertThat(sent).hasSize(3).endsWith("purge-queue");

    offer(IntStream.range(0, 100).mapToObj(i -> cancel("b" + i)).toArray(Command[]::new));
    long end = now + Duration.ofSeconds(10).toNanos();
    while (now - end < 0) {
      pass(Duration.ofMillis(100));
      Set.copyOf(open.keySet()).forEach(call -> answer(call, 200, "{}"));
    }
    assertThat(sent).hasSizeBetween(3 + 40, 3 + 50);
  }

  @ParameterizedTest
  @CsvSource({"1, 20", "2, 10", "3, 6", "30, 1"})
  void theTasksTogetherHaveNoMoreCallsOpenThanDocumented(int tasks, int each) {
    engine = engine(tasks);
    offer(IntStream.range(0, 100).mapToObj(i -> cancel("b" + i)).toArray(Command[]::new));
    pass(Duration.ofMinutes(5));
    assertThat(sent).hasSize(each);
  }

  @Test
  void staysAwayAsLongAsRunpodAsks() {
    offer(cancel("a"));
    answer("cancel a", new Answer.Response(429, new byte[0], Optional.of("30")));
    offer(cancel("b"));
    pass(Duration.ofSeconds(29));
    assertThat(sent).containsExactly("cancel a");
    pass(Duration.ofSeconds(3));
    assertThat(sent).contains("cancel b").hasSize(3);
    assertThat(counters.throttled).hasValue(1);
  }

  @Test
  void a503HoldsBackNoOtherCommand() {
    offer(cancel("a"));
    answer("cancel a", gateway("30"));
    offer(cancel("b"));
    pass(Duration.ofSeconds(29));
    assertThat(sent).containsExactly("cancel a", "cancel b");
    pass(Duration.ofSeconds(1));
    assertThat(sent).containsExactly("cancel a", "cancel b", "cancel a");
    assertThat(counters.throttled).hasValue(0);
  }

  @Test
  void forgetsWhatIsUnsentWhenItsPartitionIsRevoked() {
    offer(cancel("a"), cancel("a"), retry("a"));
    CompletableFuture<Void> settled = revoke();

    assertThat(settled).isNotDone();
    answer("cancel a", 200, "{}");
    assertThat(settled).isDone();
    pass(Duration.ofMinutes(5));
    assertThat(sent).containsExactly("cancel a");
    assertThat(kinds()).containsExactly("Cancelled");
  }

  @Test
  void forgetsWhatWaitsForItsBudgetWhenItsPartitionIsRevoked() {
    offer(purge(), purge());
    answer("purge-queue", 200, "{\"removed\":1}");
    assertThat(revoke()).isDone();
    pass(Duration.ofMinutes(5));
    assertThat(sent).hasSize(1);
  }

  @Test
  void takesTheIntentBackWhereThePartitionIsRevokedBeforeTheCall() {
    ledgerAcknowledges = false;
    offer(retry("a"));
    acknowledge();
    CompletableFuture<Void> settled = revoke();
    acknowledge();
    assertThat(kinds()).containsExactly("Intent", "Retrying", "Refused");
    assertThat(settled).isNotDone();
    acknowledge();

    assertThat(settled).isDone();
    assertThat(sent).isEmpty();
    assertThat(outbox).isEmpty();
  }

  @Test
  void writesNoIntentAgainForARevokedPartition() {
    ledgerAcknowledges = false;
    offer(purge());
    CompletableFuture<Void> settled = revoke();
    refuse(new TimeoutException("slow"));

    assertThat(settled).isDone();
    pass(Duration.ofMinutes(5));
    assertThat(kinds()).containsExactly("Intent");
  }

  @Test
  void writesDownLateOutcomesWhenStoppedAndSendsNothingMore() {
    offer(purge(), cancel("a"), cancel("a"));
    CompletableFuture<Void> settled = new CompletableFuture<>();
    give(new EngineEvent.Stopping(settled));
    answer("cancel a", 503, "");
    assertThat(settled).isNotDone();
    answer("purge-queue", 200, "{\"removed\":1}");

    assertThat(settled).isDone();
    assertThat(kinds()).containsExactly("Intent", "Purged");
    pass(Duration.ofMinutes(5));
    assertThat(sent).hasSize(2);
  }

  @Test
  void sendsNothingWhileTheTaskGivesNoSignOfLife() {
    engine.maySendUntil(now);
    offer(cancel("a"), purge());
    pass(Duration.ofMinutes(1));
    assertThat(sent).isEmpty();
    assertThat(entries).isEmpty();

    engine.maySendUntil(now + Duration.ofSeconds(10).toNanos());
    pass(Duration.ofSeconds(1));
    assertThat(sent).containsExactlyInAnyOrder("cancel a", "purge-queue");
  }

  @Test
  void takesTheIntentBackWhereTheTaskFellSilentBeforeTheCall() {
    ledgerAcknowledges = false;
    offer(purge());
    engine.maySendUntil(now);
    acknowledge();
    acknowledge();
    assertThat(kinds()).containsExactly("Intent", "Refused");

    ledgerAcknowledges = true;
    engine.maySendUntil(now + Duration.ofMinutes(5).toNanos());
    pass(Duration.ofMinutes(2));
    assertThat(sent).containsExactly("purge-queue");
  }

  @Test
  void failsTheTaskWithTheSettingAndLeavesNothingInDoubt() {
    offer(purge());
    answer("purge-queue", 401, "");
    assertThat(kinds()).containsExactly("Intent", "Refused");
    assertThat(((Outcome.Failed) outbox.remove()).reason())
        .hasMessageStartingWith("runpod.api.key");
    offer(cancel("a"));
    assertThat(sent).hasSize(1);
  }

  @Test
  void failsTheTaskWhereSomethingElseThanRunPodAnswers() {
    offer(cancel("a"));
    for (int i = 0; i < 3; i++) {
      assertThat(outbox).isEmpty();
      answer("cancel a", 200, "<html>welcome</html>");
      pass(Duration.ofSeconds(5));
    }

    assertThat(((Outcome.Failed) outbox.remove()).reason())
        .hasMessageStartingWith("runpod.base.url: something answers there");
  }

  @Test
  void oneRetryWhoseStatusCannotBeReadFailsNoTask() {
    known.add(new EndpointId("e1"));
    offer(retry("a"));
    for (int i = 0; i < 60; i++) {
      if (open.containsKey("status a")) {
        answer("status a", 200, "{\"id\":\"a\"}");
      }
      pass(Duration.ofSeconds(5));
    }
    offer(cancel("b"));
    answer("cancel b", 200, "{}");
    assertThat(outbox).singleElement().isInstanceOf(Outcome.Recorded.class);

    pass(Duration.ofMinutes(1));
    answer("status a", 200, FAILED);
    answer("retry a", 200, "{}");
    assertThat(recorded()).containsExactly(1L, 0L);
  }

  @Test
  void aStrayRefusalOfAnEndpointThatHasWorkedIsTriedAgain() {
    offer(cancel("a"));
    answer("cancel a", 200, "{\"id\":\"a\",\"status\":\"CANCELLED\"}");
    offer(purge());
    answer("purge-queue", 404, "<html>404 page not found</html>");
    assertThat(outbox).hasOnlyElementsOfType(Outcome.Recorded.class);

    pass(Duration.ofSeconds(4));
    assertThat(sent).containsExactly("cancel a", "purge-queue");
    pass(Duration.ofSeconds(20));
    answer("purge-queue", 200, "{\"removed\":0,\"status\":\"completed\"}");

    assertThat(kinds()).containsExactly("Cancelled", "Intent", "Refused", "Intent", "Purged");
    assertThat(recorded()).hasSize(2);
  }

  @Test
  void isPatientWithAnEndpointThatHasTakenJobsThoughNoCommandWasEverSent() {
    known.add(new EndpointId("e1"));
    offer(cancel("a"));
    answer("cancel a", 404, "<html>404 page not found</html>");

    assertThat(outbox).isEmpty();
    pass(Duration.ofSeconds(6));
    assertThat(sent).containsExactly("cancel a", "cancel a");
  }

  /**
   * Or the source would leave its job alone, or keep a result back, for a retry that never comes.
   */
  @Test
  void aRetryThatIsGivenUpWithItsEndpointIsToldAsRefused() {
    EndpointId other = new EndpointId("e2");
    known = new KnownEndpoints(Set.of(new EndpointId("e1"), other));
    known.add(other);
    engine = engine(2);
    offer(retry("a"));
    while (outbox.isEmpty()) {
      if (open.containsKey("status a")) {
        answer("status a", 404, "");
      }
      pass(Duration.ofSeconds(1));
    }
    assertThat(kinds()).endsWith("Intent", "Retrying", "Refused", "RetryRefused");

    pass(Duration.ofSeconds(10));
    offer(cancel("x"));
    answer("cancel x", 404, "");
    entries.clear();
    sent.clear();
    offer(retry("b"), cancel("c"), purge());
    assertThat(kinds()).containsExactly("RetryRefused");
    assertThat(sent).isEmpty();
    assertThat(rejected())
        .hasSize(5)
        .allSatisfy(reason -> assertThat(reason).startsWith("runpod.endpoint.id"));
  }

  private static Command cancel(String job) {
    return new Command.Cancel(new JobId(job));
  }

  private static Command retry(String job) {
    return new Command.Retry(new JobId(job));
  }

  private static Command purge() {
    return new Command.PurgeQueue();
  }

  private void offer(Command... commands) {
    List<Submission> batch = new ArrayList<>();
    for (Command command : commands) {
      RequestRef request = new RequestRef("commands", 0, offset++, 0, Optional.empty());
      batch.add(Submission.of(command, new EndpointId("e1"), null, 1, request));
    }
    give(new EngineEvent.Offered(batch));
  }

  private CompletableFuture<Void> revoke() {
    CompletableFuture<Void> settled = new CompletableFuture<>();
    give(new EngineEvent.Revoked(Set.of(1L), settled));
    return settled;
  }

  private CompletableFuture<Answer> call(Call call) {
    // nothing is sent much later than it was known to be allowed
    assertThat(call.decided()).hasValue(now);
    String name = call.operation().path() + call.job().map(job -> " " + job).orElse("");
    sent.add(name);
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    assertThat(open.put(name, answer)).isNull();
    return answer;
  }

  private CompletableFuture<Position> append(LedgerEntry entry) {
    entries.add(entry);
    CompletableFuture<Position> written = new CompletableFuture<>();
    unwritten.add(written);
    if (ledgerAcknowledges) {
      unwritten.remove().complete(new Position(0, entries.size(), entries.size()));
    }
    return written;
  }

  private void acknowledge() {
    unwritten.remove().complete(new Position(0, entries.size(), entries.size()));
    turn();
  }

  private void refuse(RuntimeException reason) {
    unwritten.remove().completeExceptionally(reason);
    turn();
  }

  private void answer(String call, int code, String body) {
    answer(call, EngineHarness.response(code, body));
  }

  private void answer(String call, Answer answer) {
    open.remove(call).complete(answer);
    turn();
  }

  private void give(EngineEvent event) {
    mailbox.add(event);
    turn();
  }

  private void turn() {
    do {
      while (!mailbox.isEmpty()) {
        engine.handle(mailbox.poll(), now);
      }
      engine.send(now);
    } while (!mailbox.isEmpty());
  }

  /** Lets time pass as the engine's own thread would. */
  private void pass(Duration time) {
    long end = now + time.toNanos();
    while (now - end < 0) {
      long step = Math.max(1, engine.nanosToNext(now));
      now = now + step - end < 0 ? now + step : end;
      turn();
    }
  }

  private List<String> kinds() {
    return entries.stream().map(e -> e.getClass().getSimpleName()).collect(Collectors.toList());
  }

  private List<Long> recorded() {
    return outbox.stream()
        .filter(Outcome.Recorded.class::isInstance)
        .map(o -> ((Outcome.Recorded) o).submission().offset())
        .toList();
  }

  private List<String> rejected() {
    return outbox.stream()
        .filter(Outcome.Rejected.class::isInstance)
        .map(o -> ((Outcome.Rejected) o).reason())
        .toList();
  }
}
