package io.runpod.kafka.connect.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.runpod.kafka.connect.api.Call;
import io.runpod.kafka.connect.api.Fate;
import io.runpod.kafka.connect.api.Operation;
import io.runpod.kafka.connect.job.EndpointId;
import io.runpod.kafka.connect.job.JobId;
import io.runpod.kafka.connect.job.RequestRef;
import io.runpod.kafka.connect.ledger.CommandEntry;
import io.runpod.kafka.connect.ledger.LedgerEntry;
import io.runpod.kafka.connect.ledger.LedgerWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLifeTest {
  private static final JobId JOB = new JobId("j");
  private static final RequestRef REQUEST = new RequestRef("commands", 0, 7, 99, Optional.of("j"));
  private static final String FAILED = "{\"id\":\"j\",\"status\":\"FAILED\",\"error\":\"no\"}";
  private static final String PAGE = "<html>maintenance</html>";
  private static final Fate RETRY = new Fate.Retry("HTTP 429: slow", Optional.of("3"), true);
  private static final Fate DOUBT = new Fate.InDoubt("connection broke");
  private static final Fate NO = new Fate.Reject("HTTP 400: no way");
  private static final Fate FATAL = new Fate.Fatal("runpod.api.key", "wrong");

  private int maxEntryBytes = 1_000_000;

  @Test
  void cancels() {
    Told cancel = new Told(new Command.Cancel(JOB)).with(done("{}"));
    assertThat(cancel.steps).containsExactly("call CANCEL", "append Cancelled", "done");
    assertThat(cancel.entry(CommandEntry.Cancelled.class))
        .isEqualTo(
            new CommandEntry.Cancelled(JOB, new EndpointId("e1"), "sink", REQUEST, Instant.EPOCH));
  }

  @Test
  void cancelsAgainWhateverBecameOfTheFirstTry() {
    assertThat(new Told(new Command.Cancel(JOB)).with(RETRY, DOUBT, done("{}")).steps)
        .containsExactly(
            "call CANCEL",
            "again",
            "call CANCEL",
            "again",
            "call CANCEL",
            "append Cancelled",
            "done");
  }

  @Test
  void takesAPageForNoAnswerOfRunpod() {
    assertThat(new Told(new Command.Cancel(JOB)).with(done(PAGE), done("")).steps)
        .containsExactly("call CANCEL", "again", "call CANCEL", "again", "call CANCEL");
    Told retry = new Told(new Command.Retry(JOB)).with(done(FAILED), done(PAGE), done(FAILED));
    assertThat(retry.end()).startsWith("dead letter in doubt").contains("maintenance");
    assertThat(retry.steps).contains("append RetryRefused").doesNotContain("append Retried");
  }

  @Test
  void takesAnAnswerThatIsCutForOneOfRunpod() {
    assertThat(new Told(new Command.Cancel(JOB)).with(done("\n {\"id\":\"j")).end())
        .isEqualTo("done");
    assertThat(new Told(new Command.Retry(JOB)).with(done(FAILED), done("{\"id")).end())
        .isEqualTo("done");
  }

  @Test
  void deadLettersACancelThatRunpodWillNotDo() {
    assertThat(new Told(new Command.Cancel(JOB)).with(new Fate.JobNotFound()).end())
        .startsWith("dead letter RunPod no longer knows the job");
    assertThat(new Told(new Command.Cancel(JOB)).with(NO).end())
        .isEqualTo("dead letter HTTP 400: no way");
    assertThat(
            new Told(new Command.Cancel(JOB))
                .with(new Fate.AnswerTooLarge(9, Optional.empty()))
                .end())
        .contains("9 bytes");
    assertThat(new Told(new Command.Cancel(JOB)).with(FATAL).steps)
        .containsExactly("call CANCEL", "fail runpod.api.key: wrong");
  }

  @Test
  void retriesWhatFailedAndKeepsItsStatus() {
    Told retry = new Told(new Command.Retry(JOB)).with(done(FAILED), done("{}"));
    assertThat(retry.steps)
        .containsExactly(
            "append Intent",
            "append Retrying",
            "call STATUS",
            "call RETRY",
            "append Retried",
            "done");
    assertThat(retry.entry(CommandEntry.Retried.class).status()).contains(FAILED);
    assertThat(new Told(new Command.Retry(JOB)).with(status("TIMED_OUT"), done("{}")).end())
        .isEqualTo("done");
  }

  @Test
  void leavesAStatusOutThatIsTooLargeToKeep() {
    String large = "{\"status\":\"FAILED\",\"output\":\"" + "x".repeat(256 * 1024) + "\"}";
    assertThat(retried(large).status()).isEmpty();

    String small = "{\"status\":\"FAILED\",\"output\":\"" + "x".repeat(2_000) + "\"}";
    assertThat(retried(small).status()).isPresent();
    maxEntryBytes = 2_000;
    assertThat(retried(small).status()).isEmpty();
  }

  private CommandEntry.Retried retried(String status) {
    return new Told(new Command.Retry(JOB))
        .with(done(status), done("{}"))
        .entry(CommandEntry.Retried.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"COMPLETED", "CANCELLED", "IN_QUEUE", "IN_PROGRESS", "PAUSED"})
  void refusesToRetryAJobInAnyOtherState(String word) {
    Told retry = new Told(new Command.Retry(JOB)).with(status(word));
    assertThat(retry.steps.subList(2, 5))
        .containsExactly(
            "call STATUS",
            "append RetryRefused",
            "dead letter only jobs that are FAILED or TIMED_OUT can be retried, this one is "
                + word);
    assertThat(retry.entry(CommandEntry.RetryRefused.class).reason()).contains(word);
  }

  @Test
  void refusesARetryThatRunpodRefuses() {
    assertThat(new Told(new Command.Retry(JOB)).with(new Fate.JobNotFound()).end())
        .startsWith("dead letter")
        .contains("expired");
    assertThat(
            new Told(new Command.Retry(JOB))
                .with(new Fate.AnswerTooLarge(9, Optional.empty()))
                .steps)
        .contains("append RetryRefused");
    for (Fate no : List.of(NO, new Fate.JobNotFound())) {
      assertThat(new Told(new Command.Retry(JOB)).with(done(FAILED), no).steps.subList(4, 5))
          .containsExactly("append RetryRefused");
    }
    assertThat(new Told(new Command.Retry(JOB)).with(done(FAILED), NO).end())
        .isEqualTo("dead letter HTTP 400: no way");
  }

  @Test
  void neverRepeatsARetryInDoubt() {
    for (Fate doubt : List.of(DOUBT, new Fate.AnswerTooLarge(9, Optional.empty()))) {
      Told retry = new Told(new Command.Retry(JOB)).with(done(FAILED), doubt, done(FAILED));
      assertThat(retry.end()).startsWith("dead letter in doubt, RunPod may have executed");
      assertThat(retry.steps).doesNotContain("append Refused").containsOnlyOnce("call RETRY");
    }
  }

  @Test
  void letsGoOfAJobWhoseRetryIsInDoubt() {
    Told retry = new Told(new Command.Retry(JOB)).with(done(FAILED), DOUBT, done(FAILED));
    assertThat(retry.entry(CommandEntry.RetryRefused.class).reason()).startsWith("in doubt");

    CommandLife abandoned = life(new Command.Retry(JOB));
    assertThat(told(abandoned.abandoned())).isEqualTo("append RetryRefused");
    assertThat(told(abandoned.written())).startsWith("dead letter in doubt");
    assertThat(told(life(new Command.PurgeQueue()).abandoned())).startsWith("dead letter in doubt");
  }

  @ParameterizedTest
  @ValueSource(strings = {"IN_QUEUE", "IN_PROGRESS", "COMPLETED"})
  void aRetryWhoseAnswerWasLostWasTakenIfTheJobIsAliveAgainOrHasCompleted(String now) {
    Told retry = new Told(new Command.Retry(JOB)).with(done(FAILED), DOUBT, status(now));
    assertThat(retry.steps.subList(3, 7))
        .containsExactly("call RETRY", "call STATUS", "append Retried", "done");
    assertThat(retry.entry(CommandEntry.Retried.class).status()).contains(FAILED);
  }

  @Test
  void aRetryStaysInDoubtWhereTheJobHasFailedStillOrAgainOrCannotBeSeen() {
    for (Fate look :
        List.of(
            done(FAILED),
            status("TIMED_OUT"),
            status("CANCELLED"),
            done("<html>"),
            new Fate.JobNotFound(),
            RETRY,
            DOUBT,
            FATAL,
            NO)) {
      Told retry = new Told(new Command.Retry(JOB)).with(done(FAILED), DOUBT, look);
      assertThat(retry.end()).startsWith("dead letter in doubt, RunPod may have executed");
      assertThat(retry.steps).containsOnlyOnce("call RETRY");
    }
  }

  @Test
  void aRetryInDoubtIsNotBegunAnewWhereTheLookIsNotSentAnyMore() {
    CommandLife retry = life(new Command.Retry(JOB));
    retry.begin();
    retry.written();
    retry.written();
    retry.answered(done(FAILED));
    retry.answered(DOUBT);
    assertThat(told(retry.withheld())).isEqualTo("append RetryRefused");
    assertThat(told(retry.written())).startsWith("dead letter in doubt");
  }

  @Test
  void beginsARetryAnewWhenNothingHappened() {
    Told retry =
        new Told(new Command.Retry(JOB))
            .with(RETRY, done("<html>"), done(FAILED), RETRY, done(FAILED), done("{}"));
    List<String> round = List.of("append Intent", "append Retrying", "call STATUS");
    List<String> back = List.of("append Refused", "again");
    assertThat(retry.steps)
        .containsExactlyElementsOf(
            join(
                join(round, back, round, back),
                join(round, List.of("call RETRY"), back, round),
                List.of("call RETRY", "append Retried", "done")));
  }

  @Test
  void purgesAndCountsWhatWasRemoved() {
    Told purge = new Told(new Command.PurgeQueue()).with(done("{\"removed\":2}"));
    assertThat(purge.steps)
        .containsExactly("append Intent", "call PURGE_QUEUE", "append Purged", "done");
    assertThat(purge.entry(CommandEntry.Purged.class).removed()).isEqualTo(2);
  }

  @Test
  void neverRepeatsAPurgeInDoubt() {
    for (Fate doubt :
        List.of(DOUBT, done("<html>"), new Fate.AnswerTooLarge(9, Optional.empty()))) {
      Told purge = new Told(new Command.PurgeQueue()).with(doubt);
      assertThat(purge.end()).startsWith("dead letter in doubt, RunPod may have executed");
      assertThat(purge.steps).doesNotContain("append Refused");
    }
  }

  @Test
  void purgesAnewOrNotAtAllWhenRunpodDefinitelyDidNot() {
    assertThat(new Told(new Command.PurgeQueue()).with(RETRY, done("{\"removed\":0}")).steps)
        .containsExactly(
            "append Intent",
            "call PURGE_QUEUE",
            "append Refused",
            "again",
            "append Intent",
            "call PURGE_QUEUE",
            "append Purged",
            "done");
    assertThat(new Told(new Command.PurgeQueue()).with(NO).steps)
        .endsWith("append Refused", "dead letter HTTP 400: no way");
    assertThat(new Told(new Command.PurgeQueue()).with(FATAL).steps)
        .endsWith("append Refused", "fail runpod.api.key: wrong");
  }

  @Test
  void takesAnIntentBackWhereTheCallIsNotSentAnyMore() {
    CommandLife purge = life(new Command.PurgeQueue());
    purge.begin();
    purge.written();
    assertThat(told(purge.withheld())).isEqualTo("append Refused");
    assertThat(told(purge.written())).isEqualTo("again");

    CommandLife cancel = life(new Command.Cancel(JOB));
    cancel.begin();
    assertThat(told(cancel.withheld())).isEqualTo("again");
  }

  @Test
  void passesOnHowLongRunpodWantsToBeLeftAlone() {
    CommandLife cancel = life(new Command.Cancel(JOB));
    cancel.begin();
    assertThat(cancel.answered(RETRY))
        .isEqualTo(new CommandStep.Again("HTTP 429: slow", Optional.of("3"), true));
  }

  @Test
  void looksAtAJobInDoubtNoSoonerThanTheServerWishes() {
    CommandLife retry = life(new Command.Retry(JOB));
    retry.begin();
    retry.written();
    retry.written();
    retry.answered(done(FAILED));

    assertThat(retry.answered(new Fate.InDoubt("HTTP 503: gateway", Optional.of("20"))))
        .isEqualTo(new CommandStep.Send(Call.status(JOB), Optional.of("20")));
  }

  @Test
  void knowsNoStepAfterWhatItDidNotAskFor() {
    CommandLife purge = life(new Command.PurgeQueue());
    purge.begin();
    assertThatThrownBy(() -> purge.answered(NO)).isInstanceOf(ClassCastException.class);
  }

  /** An intent covers one call that may do harm, and is settled unless that call is in doubt. */
  @Property(tries = 500)
  void neverRepeatsUnderOneIntent(@ForAll("fates") List<Fate> fates, @ForAll boolean retry) {
    Command command = retry ? new Command.Retry(JOB) : new Command.PurgeQueue();
    String harm = "call " + (retry ? Operation.RETRY : Operation.PURGE_QUEUE);
    boolean intended = false;
    boolean called = false;
    for (String step : new Told(command).with(fates.toArray(Fate[]::new)).steps) {
      if (step.equals("append Intent")) {
        assertThat(intended).isFalse();
        intended = true;
        called = false;
      } else if (step.equals(harm)) {
        assertThat(intended).isTrue();
        assertThat(called).isFalse();
        called = true;
      } else if (step.matches("append (Refused|RetryRefused|Retried|Purged)")) {
        assertThat(intended).isTrue();
        intended = false;
      } else if (!step.startsWith("call") && !step.startsWith("append")) {
        assertThat(intended).isEqualTo(!retry && step.startsWith("dead letter in doubt"));
      }
    }
  }

  @Provide
  Arbitrary<List<Fate>> fates() {
    return Arbitraries.of(
            RETRY, DOUBT, NO, FATAL, new Fate.JobNotFound(), done(FAILED), done("{\"removed\":1}"))
        .list()
        .ofMaxSize(12);
  }

  private CommandLife life(Command command) {
    return new CommandLife(
        command,
        new CommandEntries(
            "sink",
            new EndpointId("e1"),
            REQUEST,
            () -> Instant.EPOCH,
            maxEntryBytes,
            LedgerWriter::sizeOf));
  }

  /** A life with everything written at once and calls answered in order. */
  private final class Told {
    final List<String> steps = new ArrayList<>();
    private final List<LedgerEntry> entries = new ArrayList<>();
    private final CommandLife life;

    Told(Command command) {
      life = life(command);
    }

    Told with(Fate... fates) {
      CommandStep step = life.begin();
      int answered = 0;
      while (true) {
        steps.add(told(step));
        if (step instanceof CommandStep.Append append) {
          entries.add(append.entry());
          step = life.written();
        } else if (step instanceof CommandStep.Again) {
          step = life.begin();
        } else if (step instanceof CommandStep.Send && answered < fates.length) {
          step = life.answered(fates[answered++]);
        } else {
          return this;
        }
      }
    }

    String end() {
      return steps.get(steps.size() - 1);
    }

    <T extends LedgerEntry> T entry(Class<T> type) {
      return entries.stream().filter(type::isInstance).map(type::cast).findFirst().orElseThrow();
    }
  }

  private static String told(CommandStep step) {
    if (step instanceof CommandStep.Append append) {
      return "append " + append.entry().getClass().getSimpleName();
    } else if (step instanceof CommandStep.Send send) {
      return "call " + send.call().operation();
    } else if (step instanceof CommandStep.DeadLetter deadLetter) {
      return "dead letter " + deadLetter.reason();
    } else if (step instanceof CommandStep.Fail fail) {
      return "fail " + fail.message();
    }
    return step instanceof CommandStep.Done ? "done" : "again";
  }

  @SafeVarargs
  private static List<String> join(List<String>... parts) {
    return List.of(parts).stream().flatMap(List::stream).toList();
  }

  private static Fate done(String body) {
    return new Fate.Done(body.getBytes(StandardCharsets.UTF_8));
  }

  private static Fate status(String word) {
    return done("{\"status\":\"" + word + "\"}");
  }
}
