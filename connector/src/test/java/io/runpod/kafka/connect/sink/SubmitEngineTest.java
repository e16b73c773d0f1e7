package io.runpod.kafka.connect.sink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.runpod.kafka.connect.api.Answer;
import io.runpod.kafka.connect.job.EndpointId;
import io.runpod.kafka.connect.ledger.LedgerEntry;
import io.runpod.kafka.connect.ledger.LedgerWriter.Position;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SubmitEngineTest {
  private static final Duration LONG = Duration.ofMinutes(10);
  private static final String PAGE = "<html>maintenance</html>";

  @Test
  void recordsWhatWasAcceptedAndOnlyThenTellsTheTask() {
    EngineHarness engine = new EngineHarness(Map.of());
    engine.ledgerAcknowledges = false;
    engine.offer("a");

    engine.accept("a");
    assertThat(engine.entries()).containsExactly("Submitted");
    assertThat(engine.outbox).isEmpty();

    engine.appends.get(0).acknowledged().complete(new Position(0, 7, 1234));
    engine.turn();
    assertThat(engine.outcomes())
        .singleElement()
        .isInstanceOfSatisfying(
            Outcome.Recorded.class, r -> assertThat(r.appendedAt()).isEqualTo(1234));
  }

  @Test
  void keepsNoMoreInFlightThanIsSet() {
    EngineHarness engine = new EngineHarness(Map.of("runpod.max.in.flight", "2"));
    engine.offer("a", "b", "c");
    assertThat(engine.posted()).containsExactly("a", "b");

    engine.accept("a");
    assertThat(engine.posted()).containsExactly("a", "b", "c");
  }

  @ParameterizedTest
  @CsvSource({"run, 1, 100", "run, 2, 100", "run, 3, 66", "runsync, 4, 100", "runsync, 5, 80"})
  void theTasksTogetherHaveNoMoreOpenThanDocumentedUnlessItIsSet(String mode, int tasks, int each) {
    Map<String, String> props =
        Map.of("runpod.submit.mode", mode, "runpod.task.count", Integer.toString(tasks));
    EngineHarness engine = new EngineHarness(props);
    engine.offer(Collections.nCopies(300, "a").toArray(String[]::new));
    engine.pass(LONG);
    assertThat(engine.posts).hasSize(each);

    Map<String, String> set = new HashMap<>(props);
    set.put("runpod.max.in.flight", "110");
    set.put("runpod.runsync.max.in.flight", "110");
    engine = new EngineHarness(set);
    engine.offer(Collections.nCopies(300, "a").toArray(String[]::new));
    engine.pass(LONG);
    assertThat(engine.posts).hasSize(110);
  }

  @Test
  void doesNotHoldASlotWhileTheLedgerWrites() {
    EngineHarness engine = new EngineHarness(Map.of("runpod.max.in.flight", "1"));
    engine.ledgerAcknowledges = false;
    engine.offer("a", "b");

    engine.accept("a");

    assertThat(engine.posted()).containsExactly("a", "b");
  }

  @Test
  void submitsNothingMoreWhileTheLedgerAcknowledgesNothing() {
    EngineHarness engine = new EngineHarness(Map.of("runpod.max.in.flight", "2"));
    engine.ledgerAcknowledges = false;
    engine.offer("a", "b", "c", "d", "e", "f", "g", "h");
    engine.accept("a", "b");
    engine.pass(Duration.ofSeconds(4));
    assertThat(engine.posted()).containsExactly("a", "b", "c", "d");

    engine.accept("c");
    assertThat(engine.posted()).as("not yet suspicious").endsWith("e");
    engine.pass(Duration.ofSeconds(2));
    engine.accept("d", "e");
    engine.acknowledge(0, 2);
    engine.pass(Duration.ofSeconds(20));
    assertThat(engine.posted()).as("b's entry is nowhere").hasSize(5);

    engine.acknowledge(1, 3, 4);
    assertThat(engine.posted()).hasSize(7);
    engine.accept("f");
    assertThat(engine.posted()).hasSize(8);
  }

  @Test
  void submitsNothingMoreWhileAnEntryIsAppendedAgain() {
    EngineHarness engine = new EngineHarness(Map.of("runpod.max.in.flight", "1"));
    engine.ledgerAcknowledges = false;
    engine.offer("a", "b", "c");
    engine.accept("a");
    engine.appends.get(0).acknowledged().completeExceptionally(new TimeoutException("broker"));
    engine.turn();
    engine.accept("b");
    engine.acknowledge(1);
    engine.pass(Duration.ofSeconds(2));
    assertThat(engine.posted()).containsExactly("a", "b");
    assertThat(engine.appends).hasSize(3);

    engine.acknowledge(2);
    assertThat(engine.posted()).containsExactly("a", "b", "c");
  }

  @Test
  void submitsGoOnSoonAfterTheLedgerTakesEntriesAgain() {
    EngineHarness engine =
        new EngineHarness(
            Map.of("runpod.max.in.flight", "1", "runpod.retry.backoff.max.ms", "600000"));
    engine.ledgerAcknowledges = false;
    engine.offer("a", "b", "c");
    engine.accept("a");
    for (int failed = 0; failed < 12; failed++) {
      while (engine.appends.size() == failed) {
        engine.pass(Duration.ofSeconds(1));
      }
      engine.appends.get(failed).acknowledged().completeExceptionally(new TimeoutException("away"));
      engine.turn();
    }
    engine.ledgerAcknowledges = true;
    engine.accept("b");
    assertThat(engine.posted()).containsExactly("a", "b");

    engine.pass(Duration.ofSeconds(10));
    assertThat(engine.posted()).containsExactly("a", "b", "c");
  }

  @Test
  void anEntryThatIsTooLargeHoldsNothingUp() {
    EngineHarness engine =
        new EngineHarness(
            Map.of(
                "runpod.max.in.flight",
                "1",
                "runpod.runsync.max.in.flight",
                "1",
                "runpod.submit.mode",
                "runsync"));
    engine.ledgerAcknowledges = false;
    engine.offer("a", "b", "c");
    engine.answer("a", 200, "{\"id\":\"j\",\"status\":\"COMPLETED\",\"output\":1}");
    engine.appends.get(0).acknowledged().completeExceptionally(new RecordTooLargeException("no"));
    engine.turn();
    assertThat(engine.entries()).containsExactly("Finished", "Finished");

    engine.answer("b", 200, "{\"id\":\"k\",\"status\":\"COMPLETED\"}");
    assertThat(engine.posted()).containsExactly("a", "b", "c");
  }

  @Test
  void recordsThatAlwaysFailDoNotStarveTheOthers() {
    EngineHarness engine =
        new EngineHarness(
            Map.of("runpod.max.in.flight", "2", "runpod.retry.backoff.max.ms", "60000"));
    engine.offer("x", "y");
    engine.offer(IntStream.range(0, 10).mapToObj(Integer::toString).toArray(String[]::new));

    engine.answer("x", 503, "");
    engine.answer("y", 503, "");
    for (int i = 0; i < 10; i++) {
      engine.pass(Duration.ofMillis(20));
      engine.accept(Integer.toString(i));
    }

    assertThat(engine.counters.submitted).hasValue(10);
  }

  @Test
  void submitsAgainAfterAWhileWhatIsInDoubt() {
    EngineHarness engine = new EngineHarness(Map.of());
    engine.offer("a");

    engine.answer("a", new Answer.Lost("reset"));
    assertThat(engine.posted()).containsExactly("a");
    engine.pass(Duration.ofSeconds(1));

    assertThat(engine.posted()).containsExactly("a", "a");
    assertThat(engine.counters.inDoubt).hasValue(1);
  }

  @Test
  void doubtsAnAcceptanceWithoutAJobId() {
    EngineHarness engine = new EngineHarness(Map.of());
    engine.offer("a");
    engine.answer("a", 200, "{}");
    assertThat(engine.counters.inDoubt).hasValue(1);
  }

  @Test
  void neverPostsAgainWhatTheLedgerDidNotTakeButWritesItAgain() {
    EngineHarness engine = new EngineHarness(Map.of());
    engine.ledgerAcknowledges = false;
    engine.offer("a");
    engine.accept("a");

    for (int i = 0; i < 5; i++) {
      engine.appends.get(i).acknowledged().completeExceptionally(new TimeoutException("broker"));
      engine.turn();
      engine.pass(Duration.ofMinutes(2));
    }
    engine.appends.get(5).acknowledged().complete(new Position(0, 0, 1));
    engine.turn();

    assertThat(engine.posted()).containsExactly("a");
    assertThat(engine.outcomes()).singleElement().isInstanceOf(Outcome.Recorded.class);
    assertThat(engine.appends)
        .extracting(append -> append.entry().key())
        .containsOnly("job-a")
        .hasSize(6);
  }

  @Test
  void failsTheTaskWhenTheLedgerKeepsSayingNo() {
    EngineHarness engine = new EngineHarness(Map.of());
    engine.ledgerAcknowledges = false;
    engine.offer("a");
    engine.accept("a");

    for (int i = 0; i < 3; i++) {
      engine.appends.get(i).acknowledged().completeExceptionally(new RecordTooLargeException("no"));
      engine.turn();
      engine.pass(Duration.ofMinutes(2));
    }

    assertThat(engine.outcomes())
        .singleElement()
        .isInstanceOfSatisfying(
            Outcome.Failed.class,
            failed ->
                assertThat(failed.reason())
                    .hasMessageStartingWith("runpod.ledger.topic")
                    .hasMessageContaining("job-a"));
  }

  @Test
  void sendsNothingMoreAfterAFatalAnswerButRecordsWhatIsUnderWay() {
    EngineHarness engine = new EngineHarness(Map.of("runpod.max.in.flight", "2"));
    engine.offer("a", "b", "c");

    engine.answer("a", 401, "");
    engine.accept("b");
    engine.pass(LONG);

    assertThat(engine.posted()).containsExactly("a", "b");
    assertThat(engine.entries()).containsExactly("Submitted");
    assertThat(engine.outcomes()).first().isInstanceOf(Outcome.Failed.class);
  }

  @Test
  void aStrayRefusalOfAnEndpointThatHasWorkedLosesNothing() {
    EngineHarness engine = new EngineHarness(Map.of("runpod.max.in.flight", "2"));
    engine.offer("a");
    engine.accept("a");
    engine.offer("b", "c", "d");

    engine.answer("b", 404, "<html>404 page not found</html>");
    engine.answer("c", 403, "<html>forbidden</html>");
    engine.pass(Duration.ofSeconds(4));
    assertThat(engine.posted()).containsExactly("a", "b", "c");

    engine.pass(Duration.ofSeconds(2));
    assertThat(engine.posted()).containsExactly("a", "b", "c", "c");
    engine.accept("c");
    engine.pass(Duration.ofSeconds(10));
    engine.accept("b", "d");

    assertThat(engine.posted()).containsExactlyInAnyOrder("a", "b", "c", "c", "b", "d");
    assertThat(engine.outcomes()).hasSize(4).hasOnlyElementsOfType(Outcome.Recorded.class);
  }

  @Test
  void submitsMoreWhereManyWorkersRunAndNoMoreAfterARefusal() {
    EngineHarness engine =
        new EngineHarness(
            Map.of(
                "runpod.run.limit.per.worker", "50",
                "runpod.max.in.flight", "2000",
                "runpod.admission.interval.ms", "500"));
    String forty = "{\"jobs\":{},\"workers\":{\"running\":40}}";
    engine.offer(Collections.nCopies(4_000, "a").toArray(String[]::new));
    engine.answer(EngineHarness.HEALTH, 200, forty);
    engine.pass(Duration.ofSeconds(1));
    assertThat(postedJobs(engine)).as("one reading is not enough").isBetween(90L, 115L);

    long before = postedJobs(engine);
    for (int i = 0; i < 8; i++) {
      engine.answer(EngineHarness.HEALTH, 200, forty);
      engine.pass(Duration.ofMillis(500));
    }
    assertThat(postedJobs(engine) - before).isBetween(700L, 820L);

    engine.answer("a", 429, "");
    engine.pass(Duration.ofSeconds(10));
    before = postedJobs(engine);
    engine.pass(Duration.ofSeconds(3));
    assertThat(postedJobs(engine) - before).isBetween(270L, 305L);
  }

  private static long postedJobs(EngineHarness engine) {
    return engine.posted().stream().filter(name -> !name.equals(EngineHarness.HEALTH)).count();
  }

  @Test
  void triesOneSubmitAtATimeWhileTheEndpointDoesNotAnswer() {
    EngineHarness engine = new EngineHarness(Map.of("runpod.max.in.flight", "30"));
    String[] names = "abcdefghijklmnopqrstuvwxyz0123".split("");
    engine.offer(names);
    engine.pass(Duration.ofSeconds(1));
    for (String name : names) {
      engine.answer(name, 502, "");
    }
    assertThat(engine.posts).hasSize(30);

    engine.pass(Duration.ofMillis(999));
    assertThat(engine.posts).hasSize(30);
    engine.pass(Duration.ofSeconds(9));
    assertThat(engine.posts).as("one is tried, and its answer waited for").hasSize(31);

    engine.accept(engine.posts.get(30).name());
    engine.pass(Duration.ofSeconds(60));
    assertThat(engine.posts).as("all that is left").hasSize(60);
  }

  @Test
  void failsTheTaskWhenAnEndpointThatHasWorkedRefusesForTwoMinutes() {
    EngineHarness engine = new EngineHarness(Map.of());
    engine.offer("a");
    engine.accept("a");
    engine.offer("b");
    engine.answer("b", 401, "");

    for (int i = 0; i < 23; i++) {
      engine.pass(Duration.ofSeconds(5));
      engine.answer("b", 401, "");
    }
    assertThat(engine.outcomes()).hasOnlyElementsOfType(Outcome.Recorded.class);
    engine.pass(Duration.ofSeconds(10));
    engine.answer("b", 401, "");

    assertThat(engine.posted().size()).isLessThanOrEqualTo(26);
    assertThat(engine.outcomes())
        .last()
        .isInstanceOfSatisfying(
            Outcome.Failed.class,
            failed -> assertThat(failed.reason()).hasMessageStartingWith("runpod.api.key"));
  }

  @Test
  void givesAnEndpointThatFormerOwnersKnewTwoMinutesFromTheFirstCallOn() {
    EngineHarness engine = new EngineHarness(Map.of());
    engine.known.add(new EndpointId("e1"));
    engine.offer("a");
    engine.answer("a", 404, "<html>404 page not found</html>");
    assertThat(engine.outcomes()).isEmpty();

    engine.pass(Duration.ofSeconds(6));
    engine.accept("a");

    assertThat(engine.outcomes()).singleElement().isInstanceOf(Outcome.Recorded.class);
  }

  @Test
  void givesUpAnEndpointThatNeverWorkedWhereOthersDoAndTriesItNowAndThen() {
    EndpointId other = new EndpointId("e2");
    EngineHarness engine = new EngineHarness(Map.of(), Set.of(new EndpointId("e1"), other));
    engine.known.add(other);
    engine.offer("a", "b", "c");
    engine.refuseAll();
    for (int i = 0; i < 23; i++) {
      engine.pass(Duration.ofSeconds(5));
      engine.refuseAll();
    }
    assertThat(engine.outcomes()).isEmpty();

    for (int i = 0; i < 4; i++) {
      engine.pass(Duration.ofSeconds(5));
      engine.refuseAll();
    }
    assertThat(engine.outcomes())
        .hasSize(3)
        .allSatisfy(
            outcome ->
                assertThat(((Outcome.Rejected) outcome).reason())
                    .startsWith("runpod.endpoint.id")
                    .contains("endpoint e1"));

    engine.offer("d", "dd");
    assertThat(engine.posted()).as("one is tried").endsWith("d").doesNotContain("dd");
    engine.refuseAll();
    assertThat(engine.outcomes()).hasSize(5).hasOnlyElementsOfType(Outcome.Rejected.class);
    engine.pass(Duration.ofSeconds(6));
    engine.offer("e");
    engine.accept("e");
    engine.offer("f");
    engine.accept("f");
    assertThat(engine.outcomes()).hasSize(7);
    assertThat(engine.outcomes().subList(5, 7)).hasOnlyElementsOfType(Outcome.Recorded.class);
  }

  @Test
  void failsForAnEndpointThatNeverWorkedWhereNoOtherDoesEither() {
    EndpointId other = new EndpointId("e2");
    EngineHarness engine = new EngineHarness(Map.of(), Set.of(new EndpointId("e1"), other));
    engine.known.refused(other);
    engine.offer("a");
    engine.refuseAll();

    assertThat(engine.outcomes()).singleElement().isInstanceOf(Outcome.Failed.class);
  }

  @Test
  void tellsOthersThatAnEndpointWorks() {
    EngineHarness engine = new EngineHarness(Map.of());
    engine.offer("a", "b");

    engine.answer("a", 503, "");
    assertThat(engine.known.has(new EndpointId("e1"))).isFalse();
    engine.accept("b");

    assertThat(engine.known.has(new EndpointId("e1"))).isTrue();
  }

  @Test
  void aPageInThePlaceOfAnAnswerOpensTheCircuitAndMakesNoEndpointKnown() {
    EngineHarness engine = new EngineHarness(Map.of("runpod.max.in.flight", "1000"));
    engine.known.add(new EndpointId("e1"));
    engine.offer(IntStream.range(0, 60).mapToObj(i -> "x").toArray(String[]::new));
    int burst = engine.posts.size();
    page(engine);
    engine.pass(Duration.ofSeconds(4));
    assertThat(engine.posts).hasSize(burst);
    engine.pass(Duration.ofSeconds(2));
    assertThat(engine.posts).as("one is tried").hasSize(burst + 1);

    EngineHarness unknown = new EngineHarness(Map.of());
    unknown.offer("a");
    unknown.answer("a", 200, PAGE);
    assertThat(unknown.known.has(new EndpointId("e1"))).isFalse();
    assertThat(unknown.outcomes()).as("one may be a stray").isEmpty();
    for (int i = 0; i < 2; i++) {
      unknown.pass(Duration.ofSeconds(4));
      unknown.answer("a", 200, PAGE);
    }
    assertThat(unknown.outcomes())
        .singleElement()
        .isInstanceOfSatisfying(
            Outcome.Failed.class,
            failed ->
                assertThat(failed.reason())
                    .hasMessageStartingWith(
                        "runpod.base.url: something answers there that is not the RunPod API")
                    .hasMessageContaining("<html>maintenance"));
  }

  @Test
  void pagesInThePlaceOfAnswersAreBorneForTwoMinutesAndThenFailTheTask() {
    EngineHarness engine = new EngineHarness(Map.of());
    engine.offer("a");
    engine.accept("a");
    engine.offer("b", "c", "d");
    for (int i = 0; i < 24; i++) {
      page(engine);
      assertThat(engine.outcomes()).hasSize(1);
      engine.pass(Duration.ofSeconds(5));
    }
    assertThat(engine.posts).hasSizeLessThan(4 + 26);

    page(engine);
    engine.pass(Duration.ofSeconds(5));
    page(engine);

    assertThat(engine.outcomes())
        .last()
        .isInstanceOfSatisfying(
            Outcome.Failed.class,
            failed -> assertThat(failed.reason()).hasMessageStartingWith("runpod.base.url"));
  }

  @Test
  void anOutageWithAFewPagesInItIsWaitedOut() {
    EngineHarness engine = new EngineHarness(Map.of());
    engine.offer("a");
    engine.accept("a");
    engine.offer("b", "c", "d");
    for (int i = 0; i < 100; i++) {
      answerAll(engine, engine.posts.size() % 5 == 0 ? 502 : 200, PAGE);
      engine.pass(Duration.ofSeconds(5));
    }
    assertThat(engine.outcomes()).as("nothing failed").hasSize(1);

    engine.pass(LONG);
    answerAll(engine, 200, "{\"id\":\"j\"}");
    assertThat(engine.outcomes()).hasSize(4).hasOnlyElementsOfType(Outcome.Recorded.class);
  }

  @Test
  void strayPagesAmongAnswersHoldNothingUp() {
    EngineHarness engine = new EngineHarness(Map.of());
    for (int i = 0; i < 30; i++) {
      engine.offer("x");
      engine.answer("x", 200, i % 3 == 0 ? "{}" : "{\"id\":\"j\"}");
      engine.pass(Duration.ofMillis(20));
    }

    assertThat(engine.counters.submitted).hasValueGreaterThanOrEqualTo(20);
    assertThat(engine.outcomes()).hasOnlyElementsOfType(Outcome.Recorded.class);
  }

  /** A gateway's 503 may come behind the request, a page may stand for anything. */
  @ParameterizedTest
  @CsvSource({"4, 200, 25", "4, 503, 28", "100, 200, 108", "100, 503, 108"})
  void parkDeadLettersNoMoreThanTheCircuitLetsThroughWhilePagesCome(
      int inFlight, int code, long most) {
    Map<String, String> props = new HashMap<>(Map.of("runpod.submit.in.doubt", "park"));
    if (inFlight != 100) {
      props.put("runpod.max.in.flight", Integer.toString(inFlight));
    }
    EngineHarness engine = new EngineHarness(props);
    engine.offer("a");
    engine.accept("a");
    engine.offer(IntStream.range(0, 2_000).mapToObj(i -> "x").toArray(String[]::new));
    engine.pass(Duration.ofSeconds(1));
    for (int i = 0; i < 600; i++) {
      answerAll(engine, code, PAGE);
      engine.pass(Duration.ofMillis(100));
    }
    long deadLetters =
        engine.outcomes().stream().filter(Outcome.Rejected.class::isInstance).count();
    assertThat(deadLetters).isBetween((long) Math.max(10, inFlight), most);

    engine.pass(Duration.ofSeconds(10));
    answerAll(engine, 200, "{\"id\":\"j\"}");
    engine.pass(Duration.ofSeconds(1));
    assertThat(engine.posts.stream().filter(post -> !post.answer().isDone()))
        .as("all flows again")
        .hasSize(inFlight);
  }

  /** Answers what is open as a proxy does under maintenance. */
  private static void page(EngineHarness engine) {
    answerAll(engine, 200, PAGE);
  }

  private static void answerAll(EngineHarness engine, int code, String body) {
    engine.posts.stream()
        .filter(post -> !post.answer().isDone())
        .toList()
        .forEach(post -> post.answer().complete(EngineHarness.response(code, body)));
    engine.turn();
  }

  @Test
  void aRevokedRecordIsNotKeptForTheEndOfARefusal() {
    EngineHarness engine = new EngineHarness(Map.of());
    engine.offer("a");
    engine.accept("a");
    engine.offer("b");
    CompletableFuture<Void> settled = engine.revoke(1L);

    engine.answer("b", 404, "");
    engine.pass(LONG);

    assertThat(settled).isCompleted();
    assertThat(engine.posted()).containsExactly("a", "b");
  }

  @Test
  void rejectsWithRunPodsReason() {
    EngineHarness engine = new EngineHarness(Map.of());
    engine.offer("a");
    engine.answer("a", 400, "{\"error\":\"too big\"}");
    assertThat(engine.outcomes())
        .singleElement()
        .isInstanceOfSatisfying(
            Outcome.Rejected.class, r -> assertThat(r.reason()).isEqualTo("HTTP 400: too big"));
  }

  @Test
  void keepsTheOrderOfAKeyAlsoUnderRetryAndHoldsUpNobodyElse() {
    EngineHarness engine = new EngineHarness(Map.of());
    engine.offer("a1", "a2", "b1", "b2");
    assertThat(engine.posted()).containsExactly("a1", "b1");

    engine.answer("a1", 503, "");
    engine.accept("b1", "b2");
    assertThat(engine.posted()).containsExactly("a1", "b1", "b2");

    engine.pass(Duration.ofSeconds(2));
    engine.accept("a1");
    assertThat(engine.posted()).containsExactly("a1", "b1", "b2", "a1", "a2");
  }

  @Test
  void goesOnWithAKeyAfterAReject() {
    EngineHarness engine = new EngineHarness(Map.of());
    engine.offer("a1", "a2");
    engine.answer("a1", 400, "");
    assertThat(engine.posted()).containsExactly("a1", "a2");
  }

  @Test
  void keepsTheShareOfTheRateOverAllTasks() {
    EngineHarness engine =
        new EngineHarness(
            Map.of(
                "runpod.run.limit.per.10s", "1000",
                "runpod.task.count", "4",
                "runpod.max.in.flight", "2000",
                "runpod.task.index", "0"));
    engine.offer(IntStream.range(0, 2_000).mapToObj(i -> "x").toArray(String[]::new));

    engine.pass(Duration.ofSeconds(10).minusNanos(1));

    assertThat(engine.posts.size()).isBetween(245, 250);
  }

  @Test
  void halvesTheRateWhenThrottledAndRecovers() {
    EngineHarness engine =
        new EngineHarness(
            Map.of("runpod.max.in.flight", "2000", "runpod.run.limit.per.10s", "200"));
    engine.offer(IntStream.range(0, 2_000).mapToObj(i -> "x").toArray(String[]::new));
    engine.pass(Duration.ofSeconds(1));
    int before = engine.posts.size();
    for (int i = 0; i < 5; i++) {
      engine.posts.get(i).answer().complete(EngineHarness.response(429, ""));
    }
    engine.turn();

    engine.pass(Duration.ofSeconds(2));
    int slow = engine.posts.size() - before;
    engine.pass(Duration.ofSeconds(18));
    int later = engine.posts.size();
    engine.pass(Duration.ofSeconds(2));
    int fast = engine.posts.size() - later;

    assertThat(slow).isBetween(18, 25);
    assertThat(fast).isBetween(37, 41);
  }

  @Test
  void isSilentAsLongAsRunPodAskedButNoLongerThanTheCap() {
    EngineHarness engine = new EngineHarness(Map.of("runpod.retry.backoff.max.ms", "20000"));
    engine.offer("a");
    engine.answer("a", new Answer.Response(429, new byte[0], Optional.of("3600")));
    engine.offer("b");

    engine.pass(Duration.ofMillis(19_900));
    assertThat(engine.posted()).containsExactly("a");

    engine.pass(Duration.ofMillis(300));
    assertThat(engine.posted()).containsExactlyInAnyOrder("a", "a", "b");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"error\":\"not now\"}", PAGE})
  void a503HoldsBackTheRecordThatMetItAndNoOther(String body) {
    EngineHarness engine = new EngineHarness(Map.of("runpod.retry.backoff.max.ms", "600000"));
    engine.offer("a");
    engine.answer("a", new Answer.Response(503, body.getBytes(UTF_8), Optional.of("600")));
    engine.offer("b");
    engine.accept("b");
    engine.pass(Duration.ofSeconds(600).minusNanos(1));
    assertThat(engine.posted()).containsExactly("a", "b");

    engine.pass(Duration.ofNanos(1));
    assertThat(engine.posted()).containsExactly("a", "b", "a");
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 503})
  void aWishForNoTimeAtAllIsNone(int code) {
    EngineHarness engine = new EngineHarness(Map.of());
    engine.offer("a");
    for (int i = 0; i < 8; i++) {
      engine.answer("a", new Answer.Response(code, new byte[0], Optional.of("0")));
      engine.offer("b" + i);
      assertThat(engine.posted()).as("others go on").endsWith("b" + i);
      engine.accept("b" + i);
      while (engine.posted().size() < 2 * i + 3) {
        engine.pass(Duration.ofMillis(10));
      }
    }

    long last = engine.posts.get(16).at() - engine.posts.get(15).at();
    assertThat(last).isGreaterThan(Duration.ofSeconds(10).toNanos());
  }

  @Test
  void sendsOnlyWhileTheTaskIsAlive() {
    EngineHarness engine = new EngineHarness(Map.of());
    engine.lease(Duration.ZERO);
    engine.offer("a");
    engine.pass(LONG);
    assertThat(engine.posts).isEmpty();

    engine.lease(Duration.ofSeconds(10));
    engine.pass(Duration.ofMillis(150));
    assertThat(engine.posted()).containsExactly("a");
  }

  @Test
  void nothingIsSentMuchLaterThanItWasKnownToBeAllowed() {
    for (String policy : List.of("resubmit", "park")) {
      EngineHarness engine = new EngineHarness(Map.of("runpod.submit.in.doubt", policy));
      engine.offer("a", "b");

      assertThat(engine.posts)
          .hasSize(2)
          .allSatisfy(post -> assertThat(post.call().decided()).hasValue(post.at()));
    }
  }

  @Test
  void stopsSendingForRevokedPartitionsAtOnceAndSettlesWithTheLastAnswer() {
    EngineHarness engine = new EngineHarness(Map.of("runpod.max.in.flight", "2"));
    engine.offer(1, "a", "b", "c", "k1", "k2");
    engine.offer(2, "z");
    CompletableFuture<Void> settled = engine.revoke(1L);

    engine.accept("a");
    assertThat(settled).isNotDone();
    engine.accept("b");

    assertThat(settled).isDone();
    assertThat(engine.posted()).containsExactly("a", "b", "z");
    assertThat(engine.entries()).containsExactly("Submitted", "Submitted");
  }

  @Test
  void settlesAtOnceWhereNothingIsOpen() {
    EngineHarness engine = new EngineHarness(Map.of());
    assertThat(engine.revoke(5L)).isDone();
    assertThat(engine.revoke()).isDone();
    assertThat(engine.stop()).isDone();
  }

  @Test
  void doesNotSettleBeforeTheLedgerAcknowledged() {
    EngineHarness engine = new EngineHarness(Map.of());
    engine.ledgerAcknowledges = false;
    engine.offer("a");
    CompletableFuture<Void> settled = engine.stop();

    engine.accept("a");
    assertThat(settled).isNotDone();
    engine.appends.get(0).acknowledged().complete(new Position(0, 0, 1));
    engine.turn();

    assertThat(settled).isDone();
  }

  @Test
  void doesNotTryAgainForRevokedPartitions() {
    EngineHarness engine = new EngineHarness(Map.of());
    engine.offer(1, "a", "b");
    engine.answer("b", 503, "");
    CompletableFuture<Void> settled = engine.revoke(1L);
    engine.answer("a", 503, "");

    engine.pass(LONG);

    assertThat(settled).isDone();
    assertThat(engine.posted()).containsExactly("a", "b");
  }

  @Test
  void beginsNewLanesForAPartitionThatCameBack() {
    EngineHarness engine = new EngineHarness(Map.of());
    engine.offer(1, "a1", "a2");
    CompletableFuture<Void> settled = engine.revoke(1L);
    engine.offer(2, "a2");
    assertThat(engine.posted()).containsExactly("a1", "a2");

    engine.accept("a1");
    assertThat(settled).isDone();
    assertThat(engine.posted()).containsExactly("a1", "a2");
  }

  @Test
  void parkWritesTheIntentBeforeItPosts() {
    EngineHarness engine = park();
    engine.ledgerAcknowledges = false;
    engine.offer("a");
    assertThat(engine.posts).isEmpty();

    engine.appends.get(0).acknowledged().complete(new Position(0, 0, 1));
    engine.turn();

    assertThat(engine.entries()).containsExactly("Intent");
    assertThat(engine.posted()).containsExactly("a");
  }

  @Test
  void parkNeverPostsAgainWhatIsInDoubt() {
    EngineHarness engine = park();
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
  void parkWritesADefiniteNoDownAndIntendsAgain() {
    EngineHarness engine = park();
    engine.offer("a");
    engine.answer("a", 429, "");
    engine.pass(Duration.ofSeconds(5));
    engine.accept("a");

    assertThat(engine.entries()).containsExactly("Intent", "Refused", "Intent", "Submitted");
    assertThat(engine.appends.get(1).entry()).isInstanceOf(LedgerEntry.Refused.class);
  }

  @Test
  void parkTakesAnIntentBackThatCannotBePostedAnyMore() {
    EngineHarness engine = park();
    engine.ledgerAcknowledges = false;
    engine.offer("a");
    CompletableFuture<Void> settled = engine.revoke(1L);

    engine.appends.get(0).acknowledged().complete(new Position(0, 0, 1));
    engine.turn();
    assertThat(engine.entries()).containsExactly("Intent", "Refused");
    assertThat(settled).isNotDone();
    engine.appends.get(1).acknowledged().complete(new Position(0, 1, 1));
    engine.turn();

    assertThat(settled).isDone();
    assertThat(engine.posts).isEmpty();
  }

  @Test
  void parkPostsNothingWhileTheLedgerDoesNotTakeTheIntent() {
    EngineHarness engine = park();
    engine.ledgerAcknowledges = false;
    engine.offer("a");
    engine.appends.get(0).acknowledged().completeExceptionally(new TimeoutException("broker"));
    engine.turn();
    assertThat(engine.posts).isEmpty();

    engine.ledgerAcknowledges = true;
    engine.pass(Duration.ofSeconds(2));
    assertThat(engine.entries()).containsExactly("Intent", "Intent");
    assertThat(engine.posted()).containsExactly("a");
  }

  @Test
  void neverHasMoreOpenThanSlotsWhateverTheAnswersAre() {
    EngineHarness engine = new EngineHarness(Map.of("runpod.max.in.flight", "3"));
    engine.offer(IntStream.range(0, 60).mapToObj(i -> "x").toArray(String[]::new));
    int[] codes = {200, 400, 429, 500, 503, 200};
    for (int i = 0; i < 200; i++) {
      engine.pass(Duration.ofMillis(200));
      long open = engine.posts.stream().filter(post -> !post.answer().isDone()).count();
      assertThat(open).isLessThanOrEqualTo(3);
      int code = codes[i % codes.length];
      engine.posts.stream()
          .filter(post -> !post.answer().isDone())
          .findFirst()
          .ifPresent(
              post -> post.answer().complete(EngineHarness.response(code, "{\"id\":\"j\"}")));
      engine.turn();
    }
    assertThat(engine.counters.submitted.get()).isPositive();
  }

  private static EngineHarness park() {
    return new EngineHarness(Map.of("runpod.submit.in.doubt", "park"));
  }
}
