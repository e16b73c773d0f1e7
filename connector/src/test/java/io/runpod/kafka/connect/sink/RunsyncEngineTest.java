package io.runpod.kafka.connect.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.runpod.kafka.connect.api.Answer;
import io.runpod.kafka.connect.api.Call;
import io.runpod.kafka.connect.api.Operation;
import io.runpod.kafka.connect.ledger.LedgerEntry;
import io.runpod.kafka.connect.ledger.LedgerWriter.Position;
import io.runpod.kafka.connect.request.Mode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

/** What is different where {@code /runsync} submits. */
class RunsyncEngineTest {
  private static final Duration LONG = Duration.ofMinutes(30);

  @Test
  void asksRunsyncToWaitAsLongAsIsSet() {
    EngineHarness engine = runsync(Map.of("runpod.runsync.wait.ms", "7000"));
    engine.offer("a");

    assertThat(engine.posts.get(0).call().operation()).isEqualTo(Operation.RUNSYNC);
    assertThat(engine.posts.get(0).call().hold()).contains(Duration.ofSeconds(7));
  }

  @Test
  void aRecordsOwnWishGoesBeforeTheSetting() {
    EngineHarness engine = new EngineHarness(Map.of());
    engine.offer(Optional.of(Mode.RUNSYNC), Optional.of(Duration.ofSeconds(60)), "a");
    engine.offer(Optional.of(Mode.RUNSYNC), Optional.empty(), "b");
    engine.offer("c");

    assertThat(engine.posts)
        .extracting(EngineHarness.Post::call)
        .extracting(Call::operation)
        .containsExactly(Operation.RUNSYNC, Operation.RUNSYNC, Operation.RUN);
    assertThat(engine.posts.get(0).call().hold()).contains(Duration.ofSeconds(60));
    assertThat(engine.posts.get(1).call().hold()).contains(Duration.ofSeconds(5));
  }

  @Test
  void writesAJobThatIsOverDownWithItsWholeAnswer() {
    EngineHarness engine = runsync(Map.of());
    engine.offer("a");
    String body = finished("a", "{ \"x\" : 1.50, \"x\" : \"é\\n\" }");

    engine.answer("a", 200, body);

    LedgerEntry.Finished entry = (LedgerEntry.Finished) engine.appends.get(0).entry();
    assertThat(entry.status()).contains(body);
    assertThat(entry.submitted().job().value()).isEqualTo("sync-a");
    assertThat(entry.submitted().terms().sync()).isTrue();
    assertThat(engine.outcomes()).singleElement().isInstanceOf(Outcome.Recorded.class);
    assertThat(engine.counters.submitted).hasValue(1);
    assertThat(engine.counters.finished).hasValue(1);
  }

  @Test
  void aFailedJobIsOverTooAndNotSubmittedAgain() {
    EngineHarness engine = runsync(Map.of());
    engine.offer("a");
    engine.answer("a", 200, "{\"error\":\"boom\",\"id\":\"sync-a\",\"status\":\"FAILED\"}");
    engine.pass(LONG);

    assertThat(engine.entries()).containsExactly("Finished");
    assertThat(engine.posted()).containsExactly("a");
  }

  @Test
  void aJobThatIsNotOverInTimeIsSubmittedAndNeverPostedAgain() {
    for (String status : List.of("IN_QUEUE", "IN_PROGRESS", "SOMETHING_NEW")) {
      EngineHarness engine = runsync(Map.of());
      engine.offer("a");
      engine.answer("a", 200, "{\"id\":\"sync-a\",\"status\":\"" + status + "\"}");
      engine.pass(LONG);

      LedgerEntry.Submitted entry = (LedgerEntry.Submitted) engine.appends.get(0).entry();
      assertThat(entry.job().value()).isEqualTo("sync-a");
      assertThat(entry.terms().sync()).isTrue();
      assertThat(engine.posted()).containsExactly("a");
      assertThat(engine.entries()).containsExactly("Submitted");
    }
  }

  @Test
  void runLeavesAJobsTermsAsTheyAre() {
    EngineHarness engine = new EngineHarness(Map.of());
    engine.offer("a");
    engine.accept("a");

    assertThat(((LedgerEntry.Submitted) engine.appends.get(0).entry()).terms().sync()).isFalse();
  }

  @Test
  void anAnswerAboveTheInlineLimitLeavesItsBodyAtRunPod() {
    EngineHarness engine = runsync(Map.of("runpod.ledger.inline.max.bytes", "200"));
    engine.offer("a", "b");

    engine.answer("a", 200, padded("a", 200));
    engine.answer("b", 200, padded("b", 201));

    assertThat(((LedgerEntry.Finished) engine.appends.get(0).entry()).status()).isPresent();
    assertThat(((LedgerEntry.Finished) engine.appends.get(1).entry()).status()).isEmpty();
  }

  @Test
  void anAnswerThatTheLedgersProducerWouldNotTakeLeavesItsBodyAtRunPod() {
    EngineHarness engine =
        runsync(
            Map.of(
                "runpod.ledger.inline.max.bytes", "1048576",
                "runpod.ledger.kafka.producer.max.request.size", "20000"));
    engine.offer("a", "b");

    engine.answer("a", 200, finished("a", "\"" + "x".repeat(10_000) + "\""));
    // as text inside JSON, quotes take two bytes
    engine.answer("b", 200, finished("b", "[" + "\"\",".repeat(4_000) + "0]"));

    assertThat(((LedgerEntry.Finished) engine.appends.get(0).entry()).status()).isPresent();
    assertThat(((LedgerEntry.Finished) engine.appends.get(1).entry()).status()).isEmpty();
  }

  @Test
  void anEntryTheBrokerFindsTooLargeIsWrittenWithoutItsBody() {
    EngineHarness engine = runsync(Map.of());
    engine.ledgerAcknowledges = false;
    engine.offer("a");
    engine.answer("a", 200, finished("a", "1"));

    engine.appends.get(0).acknowledged().completeExceptionally(new RecordTooLargeException("no"));
    engine.turn();
    engine.appends.get(1).acknowledged().complete(new Position(0, 1, 1));
    engine.turn();

    assertThat(((LedgerEntry.Finished) engine.appends.get(1).entry()).status()).isEmpty();
    assertThat(engine.outcomes()).singleElement().isInstanceOf(Outcome.Recorded.class);
  }

  @Test
  void writesAFinishedJobUntilTheLedgerHasItAndNeverPostsItAgain() {
    EngineHarness engine = runsync(Map.of());
    engine.ledgerAcknowledges = false;
    engine.offer("a");
    engine.answer("a", 200, finished("a", "1"));
    for (int i = 0; i < 3; i++) {
      engine.appends.get(i).acknowledged().completeExceptionally(new TimeoutException("broker"));
      engine.turn();
      engine.pass(Duration.ofMinutes(2));
    }

    assertThat(engine.posted()).containsExactly("a");
    assertThat(engine.appends)
        .extracting(EngineHarness.Append::entry)
        .containsOnly(engine.appends.get(0).entry())
        .hasSize(4);
    assertThat(engine.outcomes()).isEmpty();
  }

  @Test
  void anAnswerThatEndsBehindTheIdIsPolled() {
    EngineHarness engine = runsync(Map.of());
    engine.offer("a", "b");
    byte[] start = "{\"id\":\"sync-b\",\"output\":\"xx".getBytes(StandardCharsets.UTF_8);

    engine.answer("a", 200, "{\"delayTime\":1,\"id\":\"sync-a\",\"output\":{\"ec");
    engine.answer("b", new Answer.TooLarge(200, 50_000_000, start));
    engine.pass(LONG);

    assertThat(engine.entries()).containsExactly("Submitted", "Submitted");
    assertThat(engine.appends).extracting(a -> a.entry().key()).containsExactly("sync-a", "sync-b");
    assertThat(engine.posted()).containsExactly("a", "b");
    assertThat(engine.counters.inDoubt).hasValue(0);
  }

  @Test
  void aLostAnswerIsInDoubtAndSubmittedAgain() {
    EngineHarness engine = runsync(Map.of());
    engine.offer("a");
    engine.answer("a", new Answer.Lost("reset"));
    engine.pass(Duration.ofSeconds(1));

    assertThat(engine.posted()).containsExactly("a", "a");
    assertThat(engine.counters.inDoubt).hasValue(1);
  }

  @Test
  void parkIntendsFirstAndDeadLettersALostAnswerAsInDoubt() {
    EngineHarness engine = runsync(Map.of("runpod.submit.in.doubt", "park"));
    engine.offer("a");
    engine.answer("a", new Answer.Lost("reset"));
    engine.pass(LONG);

    assertThat(engine.posted()).containsExactly("a");
    assertThat(engine.entries()).containsExactly("Intent");
    assertThat(engine.outcomes())
        .singleElement()
        .isInstanceOfSatisfying(
            Outcome.Rejected.class, r -> assertThat(r.reason()).startsWith("in doubt"));
  }

  @Test
  void keepsTheOrderOfAKeyWhicheverOperationSubmits() {
    EngineHarness engine = new EngineHarness(Map.of());
    engine.offer(Optional.of(Mode.RUNSYNC), Optional.empty(), "a1");
    engine.offer("a2");
    engine.offer(Optional.of(Mode.RUNSYNC), Optional.empty(), "a3");
    assertThat(engine.posted()).containsExactly("a1");

    engine.answer("a1", 200, finished("a1", "1"));
    assertThat(engine.posted()).containsExactly("a1", "a2");
    engine.accept("a2");
    assertThat(engine.posted()).containsExactly("a1", "a2", "a3");
  }

  @Test
  void openRunsyncsTakeNoSlotFromRunNorTheOtherWayRound() {
    EngineHarness engine =
        new EngineHarness(Map.of("runpod.max.in.flight", "1", "runpod.runsync.max.in.flight", "2"));
    engine.offer(Optional.of(Mode.RUNSYNC), Optional.empty(), "a", "b", "c");
    engine.offer("x", "y");
    assertThat(engine.posted()).containsExactlyInAnyOrder("a", "b", "x");

    engine.accept("x");
    assertThat(engine.posted()).endsWith("y");
    engine.answer("a", 200, finished("a", "1"));
    assertThat(engine.posted()).endsWith("c");
  }

  @Test
  void keepsItsShareOfTheRateOfRunsync() {
    EngineHarness engine =
        runsync(
            Map.of(
                "runpod.runsync.limit.per.10s", "400",
                "runpod.task.count", "4",
                "runpod.runsync.max.in.flight", "2000"));
    engine.offer(IntStream.range(0, 1_000).mapToObj(i -> "x").toArray(String[]::new));

    engine.pass(Duration.ofSeconds(10).minusNanos(1));

    assertThat(engine.posts.size()).isBetween(95, 100);
  }

  @Test
  void tooManyRunsyncsSlowOnlyRunsyncDown() {
    EngineHarness engine = new EngineHarness(Map.of("runpod.max.in.flight", "2000"));
    engine.offer(Optional.of(Mode.RUNSYNC), Optional.empty(), "a");
    engine.answer("a", new Answer.Response(429, new byte[0], Optional.of("60")));
    engine.offer("x", "y", "z");

    assertThat(engine.posted()).containsExactly("a", "x", "y", "z");
  }

  @Test
  void settlesWhenTheWaitOfARevokedPartitionIsOverAndItsJobIsInTheLedger() {
    EngineHarness engine = runsync(Map.of());
    engine.offer(1, "a", "b");
    CompletableFuture<Void> settled = engine.revoke(1L);
    engine.answer("a", 200, finished("a", "1"));
    assertThat(settled).isNotDone();

    engine.answer("b", 200, "{\"id\":\"sync-b\",\"status\":\"IN_PROGRESS\"}");

    assertThat(settled).isDone();
    assertThat(engine.entries()).containsExactly("Finished", "Submitted");
  }

  @Test
  void autoProbesAndStaysWithRunsyncWhereJobsAreShort() {
    EngineHarness engine = auto();
    engine.offer(names(30));
    assertThat(operations(engine)).containsEntry(Operation.RUNSYNC, 1);

    for (int i = 0; i < 30; i++) {
      engine.answer("" + (char) ('A' + i), 200, finished("" + i, "1"));
      engine.pass(Duration.ofMillis(20));
    }

    // while the last of the 5 probes is open, one goes by /run
    assertThat(operations(engine))
        .containsOnly(Map.entry(Operation.RUNSYNC, 29), Map.entry(Operation.RUN, 1));
  }

  @Test
  void autoGoesOverToRunWhereWaitsRunOut() {
    EngineHarness engine = auto();
    engine.offer(names(45));

    for (int i = 0; i < 45; i++) {
      engine.answer("" + (char) ('A' + i), 200, "{\"id\":\"j" + i + "\",\"status\":\"IN_QUEUE\"}");
      engine.pass(Duration.ofMillis(20));
    }

    // 5 probes first, then every 20th
    assertThat(operations(engine))
        .containsOnly(Map.entry(Operation.RUNSYNC, 7), Map.entry(Operation.RUN, 38));
  }

  @Test
  void neverHasMoreOpenThanSlotsWhateverIsChosenAndAnswered() {
    EngineHarness engine =
        new EngineHarness(
            Map.of(
                "runpod.submit.mode", "auto",
                "runpod.submit.in.doubt", "park",
                "runpod.max.in.flight", "3",
                "runpod.runsync.max.in.flight", "2"));
    engine.offer(Collections.nCopies(80, "x").toArray(String[]::new));
    String[] bodies = {finished("j", "1"), "{\"id\":\"j\",\"status\":\"IN_QUEUE\"}", "{}"};
    int[] codes = {200, 429, 200, 503, 200, 500, 400};
    for (int i = 0; i < 300; i++) {
      engine.pass(Duration.ofMillis(200));
      Map<Operation, Integer> open = new HashMap<>();
      engine.posts.stream()
          .filter(post -> !post.answer().isDone())
          .forEach(post -> open.merge(post.call().operation(), 1, Integer::sum));
      assertThat(open.getOrDefault(Operation.RUN, 0)).isLessThanOrEqualTo(3);
      assertThat(open.getOrDefault(Operation.RUNSYNC, 0)).isLessThanOrEqualTo(2);
      Answer answer = EngineHarness.response(codes[i % codes.length], bodies[i % bodies.length]);
      engine.posts.stream()
          .filter(post -> !post.answer().isDone())
          .findFirst()
          .ifPresent(post -> post.answer().complete(answer));
      engine.turn();
    }
    assertThat(engine.counters.submitted.get()).isPositive();
    assertThat(engine.posts).allMatch(post -> post.answer().isDone());
  }

  /** One slot for each operation, so that each choice knows of the answer before. */
  private static EngineHarness auto() {
    return new EngineHarness(
        Map.of(
            "runpod.submit.mode", "auto",
            "runpod.submit.ordering", "none",
            "runpod.max.in.flight", "1",
            "runpod.runsync.max.in.flight", "1"));
  }

  private static String[] names(int count) {
    return IntStream.range(0, count).mapToObj(i -> "" + (char) ('A' + i)).toArray(String[]::new);
  }

  private static Map<Operation, Integer> operations(EngineHarness engine) {
    Map<Operation, Integer> counts = new HashMap<>();
    engine.posts.forEach(post -> counts.merge(post.call().operation(), 1, Integer::sum));
    return counts;
  }

  private static EngineHarness runsync(Map<String, String> extra) {
    Map<String, String> props = new HashMap<>(extra);
    props.put("runpod.submit.mode", "runsync");
    return new EngineHarness(props);
  }

  private static String padded(String name, int bytes) {
    String empty = finished(name, "\"\"");
    return finished(name, "\"" + "x".repeat(bytes - empty.length()) + "\"");
  }

  private static String finished(String name, String output) {
    return "{\"delayTime\":5,\"executionTime\":20,\"id\":\"sync-"
        + name
        + "\",\"output\":"
        + output
        + ",\"status\":\"COMPLETED\"}";
  }
}
