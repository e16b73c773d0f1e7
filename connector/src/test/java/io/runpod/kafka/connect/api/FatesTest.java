package io.runpod.kafka.connect.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class FatesTest {
  private static final byte[] RUNPODS_NO =
      "{\"error\":\"no workers\"}".getBytes(StandardCharsets.UTF_8);

  @ParameterizedTest(name = "{0}: reading {1}, /stream {2}, /run {3}")
  @CsvSource({
    "200, Done, Done, Done",
    "201, Done, Done, Done",
    "302, Fatal, Fatal, Fatal",
    "400, Reject, Reject, Reject",
    "401, Fatal, Fatal, Fatal",
    "402, Fatal, Fatal, Fatal",
    "403, Fatal, Fatal, Fatal",
    "404, Fatal, Fatal, Fatal",
    "407, Fatal, Fatal, Fatal",
    "408, Retry, InDoubt, InDoubt",
    "413, Reject, Reject, Reject",
    "421, Fatal, Fatal, Fatal",
    "422, Reject, Reject, Reject",
    "429, Retry, Retry, Retry",
    "451, Fatal, Fatal, Fatal",
    "500, Retry, InDoubt, InDoubt",
    "502, Retry, InDoubt, InDoubt",
    "503, Retry, InDoubt, InDoubt",
    "504, Retry, InDoubt, InDoubt",
    "524, Retry, InDoubt, InDoubt"
  })
  void givesEveryCodeItsFate(int code, String reading, String stream, String run) {
    assertThat(word(Operation.STATUS, code)).isEqualTo(reading);
    assertThat(word(Operation.STATUS_SYNC, code)).isEqualTo(reading);
    assertThat(word(Operation.HEALTH, code)).isEqualTo(reading);
    assertThat(word(Operation.STREAM, code)).isEqualTo(stream);
    assertThat(word(Operation.RUN, code)).isEqualTo(run);
    assertThat(word(Operation.RUNSYNC, code)).isEqualTo(run);
  }

  @ParameterizedTest
  @EnumSource(Operation.class)
  void hasAFateForEveryCode(Operation operation) {
    for (int code = 100; code < 600; code++) {
      assertThat(Fates.of(operation, response(code, "?"))).isNotNull();
    }
  }

  @ParameterizedTest
  @EnumSource(Operation.class)
  void callsAgainWhereNoConnectionWasMade(Operation operation) {
    assertThat(Fates.of(operation, new Answer.NotSent("refused")))
        .isEqualTo(new Fate.Retry("refused", Optional.empty(), false));
  }

  @Test
  void doubtsWhereAnAnswerIsLostWithAJobOrAChunkInIt() {
    Answer lost = new Answer.Lost("reset");

    assertThat(Fates.of(Operation.RUN, lost)).isEqualTo(new Fate.InDoubt("reset"));
    assertThat(Fates.of(Operation.RUNSYNC, lost)).isEqualTo(new Fate.InDoubt("reset"));
    assertThat(Fates.of(Operation.STREAM, lost)).isEqualTo(new Fate.InDoubt("reset"));
    assertThat(Fates.of(Operation.STATUS, lost)).isInstanceOf(Fate.Retry.class);
    assertThat(Fates.of(Operation.CANCEL, lost)).isInstanceOf(Fate.Retry.class);
  }

  @Test
  void theStartOfASubmitsAnswerIsEnoughForTheJobsId() {
    byte[] start = "{\"id\":\"sync-1\",\"output\":\"x".getBytes(StandardCharsets.UTF_8);
    Answer large = new Answer.TooLarge(200, 99, start);

    for (Operation operation : List.of(Operation.RUN, Operation.RUNSYNC)) {
      assertThat(Fates.of(operation, large))
          .isInstanceOfSatisfying(Fate.Done.class, d -> assertThat(d.body()).isEqualTo(start));
      assertThat(Fates.of(operation, new Answer.TooLarge(500, 99, start)))
          .isInstanceOf(Fate.InDoubt.class);
    }
    assertThat(Fates.of(Operation.STATUS, large))
        .isEqualTo(new Fate.AnswerTooLarge(99, Optional.empty()));
    assertThat(Fates.of(Operation.STREAM, large))
        .isEqualTo(new Fate.AnswerTooLarge(99, Optional.empty()));
  }

  @Test
  void believesAJobIsGoneOnlyByRunPodsOwnWords() throws Exception {
    Answer known = response(404, "{\"detail\":\"job not found\"}");

    assertThat(Fates.of(Operation.STATUS, known)).isEqualTo(new Fate.JobNotFound());
    assertThat(Fates.of(Operation.STREAM, known)).isEqualTo(new Fate.JobNotFound());
    assertThat(Fates.of(Operation.RUN, known)).isInstanceOf(Fate.Fatal.class);
    assertThat(Fates.of(Operation.RUNSYNC, known))
        .as("purged while its answer was waited for")
        .isInstanceOf(Fate.InDoubt.class);
    assertThat(Fates.of(Operation.STATUS, response(404, "{\"message\":\"Not Found\"}")))
        .isInstanceOf(Fate.Fatal.class);
    assertThat(Fates.of(Operation.STATUS, response(404, "<p>job not found</p>")))
        .isInstanceOf(Fate.Fatal.class);
  }

  @Test
  void slowsDownOnlyForTooManyRequests() {
    Answer throttled = new Answer.Response(429, new byte[0], Optional.of("3"));

    assertThat(Fates.of(Operation.RUN, throttled))
        .isEqualTo(new Fate.Retry("HTTP 429: (empty body)", Optional.of("3"), true));
    assertThat(Fates.of(Operation.RUN, new Answer.Response(503, RUNPODS_NO, Optional.of("3"))))
        .isEqualTo(new Fate.Retry("HTTP 503: no workers", Optional.of("3"), false));
  }

  @Test
  void believesThatNothingWasTakenOnlyByRunPodsOwnWords() {
    for (Operation operation :
        List.of(Operation.RUN, Operation.RUNSYNC, Operation.RETRY, Operation.PURGE_QUEUE)) {
      for (String gateway :
          List.of("", "<html>503", "{\"message\":\"Service Unavailable\"}", "upstream reset")) {
        byte[] body = gateway.getBytes(StandardCharsets.UTF_8);
        assertThat(Fates.of(operation, new Answer.Response(503, body, Optional.of("3"))))
            .isInstanceOfSatisfying(
                Fate.InDoubt.class, doubt -> assertThat(doubt.retryAfter()).contains("3"));
      }
      assertThat(Fates.of(operation, new Answer.Response(503, RUNPODS_NO, Optional.empty())))
          .isInstanceOf(Fate.Retry.class);
    }
    assertThat(Fates.of(Operation.CANCEL, response(503, "<html>"))).isInstanceOf(Fate.Retry.class);
  }

  @ParameterizedTest
  @EnumSource(Operation.class)
  void saysThatAnEndpointIsOfTheWrongKindToWhateverItIsAsked(Operation operation) {
    assertThat(Fates.of(operation, response(400, "{\"error\":\"not allowed for QB API\"}")))
        .isInstanceOfSatisfying(
            Fate.Fatal.class,
            fatal ->
                assertThat(fatal.message())
                    .startsWith("runpod.endpoint.id: a load-balancing endpoint")
                    .contains("with a queue"));
  }

  @Test
  void namesTheSettingToChange() {
    assertThat(((Fate.Fatal) Fates.of(Operation.RUN, response(401, ""))).message())
        .startsWith("runpod.api.key: ");
    assertThat(((Fate.Fatal) Fates.of(Operation.RUN, response(404, ""))).message())
        .startsWith("runpod.endpoint.id: ")
        .contains("runpod.base.url");
    assertThat(((Fate.Fatal) Fates.of(Operation.RUN, response(405, ""))).message())
        .startsWith("runpod.base.url: ");
    assertThat(((Fate.Fatal) Fates.of(Operation.STATUS, response(405, ""))).message())
        .startsWith("runpod.poll.method: ");
    assertThat(Fates.of(Operation.STREAM, response(405, ""))).isInstanceOf(Fate.Reject.class);
    assertThat(((Fate.Fatal) Fates.of(Operation.RUN, response(301, ""))).message())
        .startsWith("runpod.base.url: ");
  }

  @Test
  void rejectsWithRunPodsWords() {
    assertThat(Fates.of(Operation.RUN, response(400, "{\"error\":\"exceeded max body size\"}")))
        .isEqualTo(new Fate.Reject("HTTP 400: exceeded max body size"));
  }

  private static String word(Operation operation, int code) {
    return Fates.of(operation, response(code, "?")).getClass().getSimpleName();
  }

  private static Answer response(int code, String body) {
    return new Answer.Response(code, body.getBytes(StandardCharsets.UTF_8), Optional.empty());
  }
}
