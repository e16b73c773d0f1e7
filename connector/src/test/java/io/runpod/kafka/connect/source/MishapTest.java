package io.runpod.kafka.connect.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.runpod.kafka.connect.job.JobStatus;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * For a minute everything at an endpoint is answered in the same wrong way, with 10 000 jobs alive.
 * Virtual time, the real rules.
 */
class MishapTest {
  private static final int JOBS = 10_000;

  /** The jobs are old enough by then to count as gone. */
  private static final Duration BEGIN = Duration.ofMinutes(2);

  @ParameterizedTest(name = "HTTP {0} {1}, streamed {2}")
  @MethodSource("mishaps")
  void endsNoJobAndLosesNoResult(int code, String body, boolean streamed) {
    Outage mishap = new Outage(BEGIN, Duration.ofMinutes(1), Outage.response(code, body));
    mishap.submit(JOBS, 40, false, streamed);

    assertThat(mishap.play())
        .hasSize(JOBS)
        .allSatisfy(
            fortune -> {
              assertThat(fortune.result().status()).isEqualTo(JobStatus.COMPLETED);
              assertThat(fortune.result().error()).isEmpty();
              assertThat(fortune.result().answer().orElseThrow().output()).contains("\"done\"");
            });
  }

  static Stream<Arguments> mishaps() {
    return Stream.of(true, false)
        .flatMap(
            streamed ->
                Stream.of(
                    Arguments.of(404, "{\"detail\":\"job not found\"}", streamed),
                    Arguments.of(404, "<html>nginx</html>", streamed),
                    Arguments.of(401, "{\"error\":\"unauthorized\"}", streamed),
                    Arguments.of(200, "<html>maintenance</html>", streamed)));
  }
}
