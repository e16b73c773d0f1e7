package io.runpod.kafka.connect.source;

import static io.runpod.kafka.connect.job.Jobs.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.runpod.kafka.connect.api.Answer;
import io.runpod.kafka.connect.api.KnownEndpoints;
import io.runpod.kafka.connect.job.Cursor;
import io.runpod.kafka.connect.job.EndpointId;
import io.runpod.kafka.connect.job.Job;
import io.runpod.kafka.connect.job.JobEvent;
import io.runpod.kafka.connect.job.JobEvent.ResultReady;
import io.runpod.kafka.connect.job.JobLife;
import io.runpod.kafka.connect.job.JobStatus;
import io.runpod.kafka.connect.job.Jobs;
import io.runpod.kafka.connect.poll.Poll;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JobReaderTest {
  private static final String NOT_FOUND = "{\"detail\":\"job not found\"}";
  private final EndpointWatch watch =
      new EndpointWatch(new EndpointId("ep1"), new KnownEndpoints(Set.of()));
  private final JobReader reader = new JobReader(new JobLife(1), watch, 1_000_000, new Random(1));
  private final Job job =
      Jobs.job(
          "a",
          0,
          new Cursor(
              JobStatus.IN_PROGRESS, 1, 1, Cursor.NO_RETRIES, 0, 3, false, false, true, false),
          true);
  private final Instant later = NOW.plus(Duration.ofMinutes(5));

  @ParameterizedTest
  @ValueSource(ints = {408, 429, 500, 502, 503, 504, 524})
  void asksAgainLaterWhenRunpodIsInTrouble(int code) {
    PollOutcome outcome = status(response(code, "<html>busy</html>"), later);

    assertThat(outcome.events()).isEmpty();
    assertThat(outcome.again()).hasValueSatisfying(d -> assertThat(d).isPositive());
    assertThat(job.cursor().gapAhead()).isFalse();
  }

  @Test
  void honoursRetryAfterWithinItsCap() {
    Answer.Response busy = new Answer.Response(429, new byte[0], Optional.of("7"));
    Answer.Response forEver = new Answer.Response(429, new byte[0], Optional.of("86400"));

    assertThat(status(busy, later).again()).contains(Duration.ofSeconds(7));
    assertThat(status(forEver, later).again()).contains(Duration.ofSeconds(30));
  }

  @Test
  void aWishToBeLeftAloneIsTheEndpointsAndNotOneJobs() {
    Answer.Response wish = new Answer.Response(429, new byte[0], Optional.of("7"));

    assertThat(status(wish, later).silence()).contains(Duration.ofSeconds(7));
    assertThat(stream(wish).silence()).contains(Duration.ofSeconds(7));
    assertThat(status(response(429, ""), later).silence()).isEmpty();
  }

  @Test
  void a503OfOneJobHoldsNoOtherBack() {
    Answer.Response wish = new Answer.Response(503, new byte[0], Optional.of("7"));

    for (PollOutcome outcome : List.of(status(wish, later), stream(wish))) {
      assertThat(outcome.again()).contains(Duration.ofSeconds(7));
      assertThat(outcome.silence()).isEmpty();
    }
  }

  @Test
  void isSilentForTenSecondsAtTheMostHoweverLongRunPodAsks() {
    Answer.Response forEver = new Answer.Response(429, new byte[0], Optional.of("86400"));

    assertThat(status(forEver, later).silence()).contains(Duration.ofSeconds(10));
  }

  @Test
  void aWishForNoTimeAtAllIsNone() {
    Answer.Response wish = new Answer.Response(429, new byte[0], Optional.of("0"));

    Duration longest = Duration.ZERO;
    for (int i = 0; i < 20; i++) {
      PollOutcome outcome = status(wish, later);
      assertThat(outcome.silence()).isEmpty();
      Duration again = outcome.again().orElseThrow();
      longest = longest.compareTo(again) > 0 ? longest : again;
    }
    assertThat(longest).isGreaterThan(Duration.ofSeconds(10));
  }

  @Test
  void asksSoonAgainAboutAResultThatLivesForAMinuteHoweverOftenThatFailed() {
    Poll poll = new Poll(Jobs.sync("s", 1, Cursor.QUEUED, false), Poll.Kind.STATUS, Duration.ZERO);

    for (int i = 0; i < 20; i++) {
      assertThat(reader.read(poll, response(503, ""), later).again().orElseThrow())
          .isLessThanOrEqualTo(Duration.ofSeconds(5));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 503})
  void asksWithinTenSecondsAboutAResultThatLivesForAMinuteHoweverLongRunPodAsks(int code) {
    Answer.Response busy = new Answer.Response(code, new byte[0], Optional.of("7"));
    Answer.Response forEver = new Answer.Response(code, new byte[0], Optional.of("86400"));

    for (Poll.Kind kind : Poll.Kind.values()) {
      Poll sync = new Poll(Jobs.sync("s", 1, Cursor.QUEUED, true), kind, Duration.ZERO);
      Poll other = new Poll(Jobs.queued("o", 2), kind, Duration.ZERO);
      assertThat(reader.read(sync, busy, later).again()).contains(Duration.ofSeconds(7));
      assertThat(reader.read(sync, forEver, later).again()).contains(Duration.ofSeconds(10));
      assertThat(reader.read(other, forEver, later).again()).contains(Duration.ofSeconds(30));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 502, 503, 524})
  void aStreamsErrorMayHaveTakenChunks(int code) {
    stream(response(code, ""));

    assertThat(job.cursor().gapAhead()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 503})
  void aStreamThatWasRefusedLostNothing(int code) {
    stream(response(code, "{\"error\":\"not now\"}"));

    assertThat(job.cursor().gapAhead()).isFalse();
  }

  @Test
  void aStreamsAnswerThatWasLostCutOrTornMayHaveHadChunks() {
    for (Answer answer :
        List.of(
            new Answer.Lost("reset"),
            new Answer.TooLarge(200, 99, new byte[0]),
            response(200, "{\"status\":\"IN_PROGRESS\",\"stream\":[{\"outp"))) {
      Job fresh = Jobs.job("b", 1, job.cursor(), true);
      reader.read(new Poll(fresh, Poll.Kind.STREAM, Duration.ZERO), answer, later);
      assertThat(fresh.cursor().gapAhead()).as("%s", answer).isTrue();
    }
  }

  @Test
  void aStreamsRequestThatWasNotSentLostNothing() {
    stream(new Answer.NotSent("refused"));

    assertThat(job.cursor().gapAhead()).isFalse();
  }

  @Test
  void givesUpAJobWhoseAnswersStayUnreadableWhileOthersAreNot() {
    List<JobEvent> events = List.of();
    for (int minute = 0; minute <= 10 && events.isEmpty(); minute++) {
      for (int i = 0; i < 3 && events.isEmpty(); i++) {
        Instant now = later.plus(Duration.ofMinutes(minute)).plusSeconds(i);
        events = status(response(200, "<html>"), now).events();
      }
      watch.answered(later.plus(Duration.ofMinutes(minute)).plusSeconds(5));
    }
    ResultReady result = (ResultReady) events.get(events.size() - 1);
    assertThat(result.status()).isEqualTo(JobStatus.FAILED);
    assertThat(result.error())
        .hasValueSatisfying(e -> assertThat(e.kind().name()).isEqualTo("API"));
  }

  @Test
  void endsNoJobWhileNothingAtAllCanBeUnderstood() {
    for (int i = 0; i < 1_000; i++) {
      Instant now = later.plusSeconds(10L * i);
      assertThat(status(response(200, "<html>"), now).events()).isEmpty();
    }
  }

  @Test
  void pollsThatAPageAnswersHaveFailedThoughTheEndpointIsReached() {
    status(response(200, "<html>Sign in</html>"), later);
    status(response(200, "<html>Sign in</html>"), later.plusSeconds(30));
    watch.answered(later.plusSeconds(31));
    assertThat(watch.polls().lastingMs()).isEqualTo(30_000);

    status(response(200, "{\"status\":\"IN_PROGRESS\"}"), later.plusSeconds(40));
    assertThat(watch.polls().lastingMs()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {302, 400, 401, 404, 429, 500, 503})
  void pollsThatAreRefusedOrNotAnsweredHaveFailed(int code) {
    watch.answered(later);
    status(response(code, "no"), later);
    status(new Answer.NotSent("no connection"), later.plusSeconds(20));
    stream(response(code, "no"), later.plusSeconds(30));

    assertThat(watch.polls().lastingMs()).isEqualTo(30_000);
  }

  @Test
  void aPollOfAJobThatRunpodDoesNotKnowSaysNothingOfTheOthers() {
    status(response(500, "no"), later);
    status(response(404, NOT_FOUND), later.plusSeconds(20));
    status(new Answer.TooLarge(200, 5_000_000, new byte[0]), later.plusSeconds(30));

    assertThat(watch.polls().lastingMs()).isZero();
    status(response(500, "no"), later.plusSeconds(40));
    assertThat(watch.polls().lastingMs()).isEqualTo(40_000);
  }

  @Test
  void whereTheLastJobIsGoneNoPollFailsAnyMore() {
    status(response(500, "no"), later);
    status(response(500, "no"), later.plusSeconds(20));
    status(response(404, NOT_FOUND), later.plusSeconds(30));
    watch.answered(later.plusSeconds(39));
    status(response(404, NOT_FOUND), later.plusSeconds(40));
    assertThat(watch.polls().lastingMs()).isEqualTo(20_000);

    assertThat(status(response(404, NOT_FOUND), later.plusSeconds(50)).events()).isNotEmpty();
    assertThat(watch.polls().lastingMs()).isZero();
  }

  @Test
  void countsAnOutageNotAsUnreadableAnswers() {
    for (int i = 0; i < 100; i++) {
      status(response(503, ""), later.plusSeconds(10L * i));
    }
    watch.answered(later.plusSeconds(2_000));

    assertThat(status(response(200, "<html>"), later.plusSeconds(2_001)).events()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 405, 500, 502})
  void aBrokenStreamDoesNotKeepAFinishedJobsResult(int code) {
    status(response(200, "{\"status\":\"COMPLETED\",\"output\":7}"), later);

    List<JobEvent> events = List.of();
    for (int i = 0; i < 5; i++) {
      assertThat(events).isEmpty();
      watch.answered(later.plusSeconds(15L * i));
      events = stream(response(code, "no"), later.plusSeconds(15L * i)).events();
    }
    assertThat(events).hasSize(2);
    assertThat(((JobEvent.StreamEnded) events.get(0)).complete()).isFalse();
    ResultReady result = (ResultReady) events.get(1);
    assertThat(result.status()).isEqualTo(JobStatus.COMPLETED);
    assertThat(result.answer().flatMap(a -> a.output())).contains("7");
  }

  @Test
  void anOutageCostsNoChunksOfAStreamWhoseJobIsOver() {
    status(response(200, "{\"status\":\"COMPLETED\",\"output\":7}"), later);
    for (int i = 1; i < 60; i++) {
      assertThat(stream(response(502, "no"), later.plusSeconds(20L * i)).events()).isEmpty();
    }

    String rest = "{\"status\":\"COMPLETED\",\"stream\":[{\"output\":\"x\"}]}";
    assertThat(stream(response(200, rest), later.plusSeconds(1_200)).events())
        .singleElement()
        .isInstanceOf(JobEvent.ChunkRead.class);
  }

  @Test
  void aStreamWhoseRestIsTooLargeToReadIsNotWaitedFor() {
    status(response(200, "{\"status\":\"COMPLETED\",\"output\":7}"), later);

    List<JobEvent> events = List.of();
    for (int i = 0; i < 5; i++) {
      events = stream(new Answer.TooLarge(200, 2_000_000, new byte[0]), later).events();
    }
    assertThat(events).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 404, 405})
  void doesWithoutStatusSyncWhereItIsNotToBeHad(int code) {
    PollOutcome outcome =
        reader.read(
            new Poll(job, Poll.Kind.STATUS_SYNC, Duration.ofSeconds(20)),
            response(code, "{\"detail\":\"Not Found\"}"),
            later);

    assertThat(outcome.hint()).isEqualTo(PollOutcome.Hint.NO_STATUS_SYNC);
    assertThat(outcome.events()).isEmpty();
  }

  @Test
  void saysWhenTooManyRequestsWereMade() {
    assertThat(status(response(429, ""), later).hint()).isEqualTo(PollOutcome.Hint.THROTTLED);
  }

  @Test
  void publishesAResultThatIsTooLargeToReadWithoutItsOutput() {
    List<JobEvent> events =
        status(new Answer.TooLarge(200, 5_000_000, new byte[0]), later).events();

    ResultReady result = (ResultReady) events.get(events.size() - 1);
    assertThat(result.error())
        .hasValueSatisfying(e -> assertThat(e.kind().name()).isEqualTo("OUTPUT_TOO_LARGE"));
  }

  @Test
  void anAnswerThatIsTooLargeEndsNoJobThatIsStillRunning() {
    PollOutcome outcome =
        status(
            new Answer.TooLarge(
                200,
                5_000_000,
                "{\"id\":\"a\",\"status\":\"IN_PROGRESS\",\"output\":\"x"
                    .getBytes(StandardCharsets.UTF_8)),
            later);

    assertThat(outcome.events()).isEmpty();
    assertThat(outcome.again()).isPresent();
  }

  @Test
  void aMissingJobExpiresOnlyWhileTheEndpointAnswers() {
    Job other = Jobs.queued("other", 1);
    status(response(404, NOT_FOUND), later);
    assertThat(status(response(404, NOT_FOUND), later.plusSeconds(30)).events()).isEmpty();

    reader.read(
        new Poll(other, Poll.Kind.STATUS, Duration.ZERO),
        response(200, "{\"status\":\"IN_QUEUE\"}"),
        later.plusSeconds(31));
    assertThat(status(response(404, NOT_FOUND), later.plusSeconds(40)).events()).isEmpty();
    List<JobEvent> events = status(response(404, NOT_FOUND), later.plusSeconds(50)).events();

    assertThat(((ResultReady) events.get(events.size() - 1)).status()).isEqualTo(JobStatus.EXPIRED);
  }

  @Test
  void aCancelledJobThatIsGoneWasCancelled() {
    job.cancelled();

    assertThat(status(response(404, NOT_FOUND), later).events()).isEmpty();
    watch.answered(later.plusSeconds(9));
    assertThat(status(response(404, NOT_FOUND), later.plusSeconds(10)).events()).isEmpty();
    List<JobEvent> events = status(response(404, NOT_FOUND), later.plusSeconds(20)).events();

    assertThat(((ResultReady) events.get(events.size() - 1)).status())
        .isEqualTo(JobStatus.CANCELLED);
  }

  @Test
  void anAnswerThatWasHeldTellsHowTheEndpointWasWhenItWasAsked() {
    Job other = Jobs.job("other", 1, job.cursor(), false);

    reader.read(
        new Poll(other, Poll.Kind.STATUS_SYNC, Duration.ofSeconds(20)),
        response(200, "{\"status\":\"IN_PROGRESS\"}"),
        later);

    assertThat(watch.lastAnswered()).isEqualTo(later.minusSeconds(20));
  }

  @Test
  void whatAReadForAnAttemptThatIsOverTookFromTheNextIsReported() {
    Poll asked = new Poll(job, Poll.Kind.STREAM, Duration.ofSeconds(2));
    new JobLife(1).retried(job, Optional.of(Jobs.answer(JobStatus.FAILED)), later);

    PollOutcome empty =
        reader.read(asked, response(200, "{\"status\":\"FAILED\",\"stream\":[]}"), later);
    assertThat(empty.events()).isEmpty();
    assertThat(job.cursor().gapAhead()).isFalse();

    reader.read(
        asked, response(200, "{\"status\":\"IN_PROGRESS\",\"stream\":[{\"output\":1}]}"), later);
    assertThat(job.cursor().gapAhead()).isTrue();
    assertThat(job.cursor().chunks()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403, 404})
  void aRefusalOfTheWholeEndpointEndsNoJob(int code) {
    watch.answered(later);
    for (int second = 0; second < 119; second += 5) {
      PollOutcome outcome = status(response(code, "<html>nginx</html>"), later.plusSeconds(second));
      assertThat(outcome.events()).isEmpty();
    }
    assertThatThrownBy(() -> status(response(code, "<html>"), later.plusSeconds(125)))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("runpod.");
  }

  private PollOutcome status(Answer answer, Instant now) {
    return reader.read(new Poll(job, Poll.Kind.STATUS, Duration.ZERO), answer, now);
  }

  private PollOutcome stream(Answer answer) {
    return stream(answer, later);
  }

  private PollOutcome stream(Answer answer, Instant now) {
    return reader.read(new Poll(job, Poll.Kind.STREAM, Duration.ofSeconds(2)), answer, now);
  }

  private static Answer.Response response(int code, String body) {
    return new Answer.Response(code, body.getBytes(StandardCharsets.UTF_8), Optional.empty());
  }
}
