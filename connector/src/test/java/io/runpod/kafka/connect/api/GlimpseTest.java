package io.runpod.kafka.connect.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GlimpseTest {
  @Test
  void aPageIsShownByItsFirstCharactersOnOneLine() {
    assertThat(
            Glimpse.of(
                answer(200, "text/html", "<html>\n <title>Sign in</title>" + "x ".repeat(999))))
        .startsWith("HTTP 200 (text/html): <html> <title>Sign in</title>x x ")
        .hasSizeLessThan(160)
        .endsWith("…");
  }

  @Test
  void anErrorIsShownByItsWords() {
    assertThat(Glimpse.of(answer(401, "application/json", "{\"error\":\"unauthorized\"}")))
        .isEqualTo("HTTP 401 (application/json): unauthorized");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"output\":\"private\"}", "[\"private\"]", " {\"output\":\"priv"})
  void whatMayBeAJobsOutputIsNotShown(String body) {
    assertThat(Glimpse.of(answer(200, "application/json", body)))
        .doesNotContain("priv")
        .contains("bytes=" + body.length());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rpa_A1B2C3D4E5F6G7H8J9K0L1M2N3P4Q5R6",
        "eyJhbGciOiJIUzI1NiJ9",
        "0123456789abcdef",
        "dGhlIGtleSBpcyA3IGFuZCBsb25n"
      })
  void whatMayBeASecretIsHidden(String secret) {
    for (String body : new String[] {"<a href='/in?t=" + secret + "'>", "key " + secret}) {
      for (int code : new int[] {200, 403, 500}) {
        assertThat(Glimpse.of(answer(code, "text/html", body)))
            .doesNotContain(secret)
            .contains("[hidden]");
      }
    }
  }

  @Test
  void aSecretIsHiddenThoughOnlyItsStartWasRead() {
    String secret = "0123456789abcdef".repeat(30);
    for (int code : new int[] {200, 500}) {
      // of the second one, 15 characters are read
      assertThat(Glimpse.of(answer(code, "text/plain", secret + " and " + secret)))
          .endsWith("[hidden] and …");
    }
  }

  @Test
  void aHeaderThatIsSentBackIsHiddenHoweverShort() {
    assertThat(Glimpse.of(answer(502, "text/plain", "bad: Authorization: Bearer abc, Basic xyz")))
        .doesNotContain("abc", "xyz");
  }

  @Test
  void nothingControlsTheTerminalOfWhoReadsIt() {
    assertThat(Glimpse.of(answer(200, "text/\u001b[31m" + "t".repeat(999), "\u001b[2J\u0000")))
        .doesNotContainPattern("\\p{Cntrl}")
        .hasSizeLessThan(100);
  }

  @Test
  void everyKindOfAnswerHasWords() {
    assertThat(Glimpse.of(answer(200, null, ""))).isEqualTo("HTTP 200: (empty body)");
    assertThat(Glimpse.of(new Answer.NotSent("no connection"))).isEqualTo("no connection");
    assertThat(Glimpse.of(new Answer.Lost("broke"))).isEqualTo("broke");
    assertThat(Glimpse.of(new Answer.TooLarge(200, 9, new byte[0])))
        .isEqualTo("HTTP 200: more than 9 bytes");
  }

  @ParameterizedTest
  @CsvSource({
    "200, runpod.base.url: what answers there",
    "302, runpod.base.url: not the RunPod API",
    "400, runpod.base.url: what answers there",
    "401, runpod.api.key: RunPod refuses the API key",
    "404, runpod.endpoint.id: no such endpoint at RunPod",
    "405, runpod.poll.method: not how this is asked here",
    "429, others use the endpoint",
    "500, 'RunPod, or a proxy before it'",
  })
  void theCureNamesTheSettingOrWhoseTurnItIs(int code, String start) {
    Answer answer = answer(code, "text/html", "what it says");

    assertThat(Glimpse.cure(answer, Fates.of(Operation.STATUS, answer)))
        .startsWith(start)
        .doesNotContain("HTTP", "what it says");
  }

  @Test
  void withoutAConnectionTheWayThereIsToBeLookedAt() {
    Answer answer = new Answer.NotSent("no connection: UnresolvedAddressException");

    assertThat(Glimpse.cure(answer, Fates.of(Operation.STATUS, answer)))
        .contains("DNS", "proxy", "runpod.base.url");
  }

  private static Answer answer(int code, String type, String body) {
    return new Answer.Response(
        code, body.getBytes(StandardCharsets.UTF_8), Optional.empty(), Optional.ofNullable(type));
  }
}
