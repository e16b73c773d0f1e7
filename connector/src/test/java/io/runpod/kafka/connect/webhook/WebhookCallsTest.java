package io.runpod.kafka.connect.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.runpod.kafka.connect.config.WebhookToken;
import io.runpod.kafka.connect.job.JobId;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.config.types.Password;
import org.junit.jupiter.api.Test;

class WebhookCallsTest {
  private static final String TOKEN = "0123456789abcdef0123456789abcdef";
  private static final int MAX_BYTES = 1_000;

  private final List<String> nudged = new ArrayList<>();
  private final WebhookCounters counters = new WebhookCounters();
  private int room = 10;
  private long now;
  private final WebhookCalls calls =
      new WebhookCalls(
          new WebhookToken(new Password(TOKEN)), MAX_BYTES, this::take, counters, () -> now);

  @Test
  void aCallBecomesANudge() {
    assertThat(call("{'id':'a','status':'COMPLETED'}")).isEqualTo(Verdict.NUDGED);
    assertThat(nudged).containsExactly("a");
    assertThat(counters.getNudged()).isEqualTo(1);
  }

  @Test
  void aCallIsReadToItsEndSoThatItsSenderSeesTheAnswer() {
    InputStream body = body("{'id':'a','output':'" + "x".repeat(900) + "'}");

    calls.receive(TOKEN, -1, body);

    assertThat(body).isEmpty();
  }

  @Test
  void aCallSentAgainAndAgainIsOneNudge() {
    for (int i = 0; i < 5; i++) {
      call("{'id':'a'}");
    }

    assertThat(nudged).containsExactly("a");
    assertThat(counters.getRepeated()).isEqualTo(4);
  }

  @Test
  void aWrongTokenIsNotEvenRead() {
    for (String token : List.of("", "x", TOKEN + "0", TOKEN.substring(1), TOKEN.toUpperCase())) {
      assertThat(calls.receive(token, 10, new Unreadable())).isEqualTo(Verdict.FORGED);
    }
    assertThat(nudged).isEmpty();
    assertThat(counters.getForged()).isEqualTo(5);
  }

  @Test
  void aBodyThatSaysItIsTooLongIsNotRead() {
    assertThat(calls.receive(TOKEN, MAX_BYTES + 1, new Unreadable())).isEqualTo(Verdict.OVERSIZED);
  }

  @Test
  void aBodyThatIsTooLongWithoutSayingSoIsNotReadToItsEnd() {
    String tooLong = "{'output':'" + "x".repeat(MAX_BYTES) + "','id':'a'}";

    assertThat(call(tooLong)).isEqualTo(Verdict.OVERSIZED);
    assertThat(nudged).isEmpty();
  }

  @Test
  void aBodyThatDripsIsGivenUp() {
    InputStream drip =
        new InputStream() {
          @Override
          public int read() {
            now += Duration.ofSeconds(1).toNanos();
            return ' ';
          }

          @Override
          public int read(byte[] into, int offset, int length) {
            into[offset] = (byte) read();
            return 1;
          }
        };

    assertThat(calls.receive(TOKEN, -1, drip)).isEqualTo(Verdict.SLOW);
    assertThat(now).isLessThanOrEqualTo(WebhookCalls.BODY_PATIENCE.plusSeconds(2).toNanos());
  }

  @Test
  void aBodyThatIsCutOffIsNoNudge() {
    assertThat(calls.receive(TOKEN, 100, new Unreadable())).isEqualTo(Verdict.SLOW);
    assertThat(nudged).isEmpty();
  }

  @Test
  void aBodyWithoutJobIsMalformed() {
    assertThat(call("{'status':'COMPLETED'}")).isEqualTo(Verdict.MALFORMED);
    assertThat(call("hello")).isEqualTo(Verdict.MALFORMED);
    assertThat(nudged).isEmpty();
  }

  @Test
  void whatTheLedgerCannotTakeIsDroppedAndTakenWhenItComesAgain() {
    room = 0;
    assertThat(call("{'id':'a'}")).isEqualTo(Verdict.DROPPED);
    room = 1;
    assertThat(call("{'id':'a'}")).isEqualTo(Verdict.NUDGED);
    assertThat(counters.getDropped()).isEqualTo(1);
  }

  @Test
  void stallingSendersHoldSoManyThreadsAndNoMore() {
    List<Verdict> verdicts = new ArrayList<>();

    verdicts.add(calls.receive(TOKEN, -1, anotherCallWithin(verdicts, 1)));

    // one call within the other: the innermost found no room
    assertThat(verdicts).hasSize(WebhookCalls.BODIES_AT_ONCE + 1).startsWith(Verdict.BUSY);
    assertThat(verdicts.subList(1, verdicts.size())).containsOnly(Verdict.MALFORMED);
    assertThat(call("{'id':'a'}")).isEqualTo(Verdict.NUDGED);
  }

  private InputStream anotherCallWithin(List<Verdict> verdicts, int depth) {
    return new InputStream() {
      private boolean called;

      @Override
      public int read() {
        if (!called && depth <= WebhookCalls.BODIES_AT_ONCE) {
          called = true;
          verdicts.add(calls.receive(TOKEN, -1, anotherCallWithin(verdicts, depth + 1)));
        }
        return -1;
      }
    };
  }

  private boolean take(JobId job) {
    return room-- > 0 && nudged.add(job.value());
  }

  private Verdict call(String body) {
    return calls.receive(TOKEN, body.length(), body(body));
  }

  private static InputStream body(String body) {
    return new ByteArrayInputStream(body.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  /** A body whose sender is gone. */
  private static final class Unreadable extends InputStream {
    @Override
    public int read() throws IOException {
      throw new IOException("connection reset");
    }
  }
}
