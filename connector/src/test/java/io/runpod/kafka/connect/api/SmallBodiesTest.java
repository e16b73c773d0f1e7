package io.runpod.kafka.connect.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.runpod.kafka.connect.job.Health;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SmallBodiesTest {

  @Test
  void findsTheJobIdOfAnAcceptedRun() throws Exception {
    assertThat(RunBody.parse(Recorded.body("01-run-accepted")).value())
        .isEqualTo("724907fe-7bcc-4e42-998d-52cb93e1421f-u1");
  }

  @Test
  void findsTheJobIdThoughTheRestOfTheAnswerIsMissing() throws Exception {
    assertThat(RunBody.parse(bytes("{\"a\":{\"id\":\"no\"},\"id\":\"yes\",\"out")).value())
        .isEqualTo("yes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "{}", "{\"id\":\" \"}", "{\"id\":5}", "<html>", "{\"id\":\"a"})
  void saysWhatCameInsteadOfAJobId(String body) {
    assertThatThrownBy(() -> RunBody.parse(bytes(body)))
        .isInstanceOf(UnreadableAnswer.class)
        .hasMessageContaining("a job ID");
  }

  @Test
  void readsAllElevenHealthCounters() throws Exception {
    var response = Recorded.exchange("50-health-eleven-counters").path("response");
    var jobs = response.path("jobs");
    var workers = response.path("workers");

    assertThat(HealthBody.parse(Recorded.body("50-health-eleven-counters")))
        .isEqualTo(
            new Health(
                jobs.path("completed").asLong(),
                jobs.path("failed").asLong(),
                jobs.path("inProgress").asLong(),
                jobs.path("inQueue").asLong(),
                jobs.path("retried").asLong(),
                workers.path("idle").asInt(),
                workers.path("initializing").asInt(),
                workers.path("ready").asInt(),
                workers.path("running").asInt(),
                workers.path("throttled").asInt(),
                workers.path("unhealthy").asInt()));
  }

  @Test
  void countsMissingHealthCountersAsNone() throws Exception {
    assertThat(HealthBody.parse(Recorded.body("51-health-two-worker-counters")).unhealthy())
        .isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "{\"jobs\":{}}", "502"})
  void refusesHealthWithoutCounters(String body) {
    assertThatThrownBy(() -> HealthBody.parse(bytes(body))).isInstanceOf(UnreadableAnswer.class);
  }

  @Test
  void findsTheWordsOfAnErrorUnderAnyOfItsKeys() {
    assertThat(words("{\"error\":\"a\"}")).isEqualTo("a");
    assertThat(words("{\"detail\":\"b\"}")).isEqualTo("b");
    assertThat(words("{\"title\":\"c\",\"status\":404}")).isEqualTo("c");
    assertThat(words("{\"message\":{\"text\":\"d\"}}")).isEqualTo("{\"text\":\"d\"}");
    assertThat(words("{\"error\":null,\"detail\":\"e\"}")).isEqualTo("e");
  }

  @Test
  void showsTheStartOfAPageOnOneLine() {
    assertThat(words("<html>\r\n  <b>Bad</b>\n</html>")).isEqualTo("<html> <b>Bad</b> </html>");
    assertThat(words("")).isEqualTo("(empty body)");
    assertThat(words("x".repeat(10_000))).hasSize(501).endsWith("…");
    assertThat(words("{\"error\":\"" + "x".repeat(10_000) + "\"}")).hasSize(501);
  }

  @Test
  void showsTheStartOfWordsThatAreTooDeepToBeWritten() {
    String deep = "{\"error\":" + "[".repeat(3_000) + "]".repeat(3_000) + "}";

    assertThat(words(deep)).hasSize(501).startsWith("{\"error\":[[[");
  }

  private static String words(String body) {
    return ErrorWords.of(bytes(body));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
