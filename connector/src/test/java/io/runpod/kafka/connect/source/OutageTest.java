package io.runpod.kafka.connect.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.runpod.kafka.connect.api.Answer;
import io.runpod.kafka.connect.job.JobEvent.ExpiredReason;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RunPod cannot be reached for longer than it keeps a result. Virtual time, the real rules. */
class OutageTest {
  private static final Duration BEGIN = Duration.ofMinutes(5);
  private static final Duration LENGTH = Duration.ofMinutes(35);
  private static final int HEALTH_SECONDS = 10;
  private static final double REQUESTS_PER_SECOND = 160;
  private static final double SWEEP_SHARE = 0.2;
  private static final long END = BEGIN.plus(LENGTH).toMillis();

  @ParameterizedTest(name = "{0} jobs, {1} end per second, streamed {2}")
  @CsvSource({"20000,8,false", "20000,8,true", "100000,40,false"})
  void losesWhatWasForgottenMeanwhileAndNothingElse(int jobs, int perSecond, boolean streamed) {
    Outage outage = new Outage(BEGIN, LENGTH, Outage.response(503, "<html>"));
    outage.submit(jobs, perSecond, false, streamed);
    List<Outage.Fortune> expired =
        outage.play().stream().filter(Outage.Fortune::isExpired).toList();
    long meanwhile = expired.stream().filter(fortune -> fortune.goneAt <= END).count();
    long late = expired.size() - meanwhile;
    System.out.printf(
        "outage: %d jobs, %d forgotten meanwhile, %d while catching up, asked %d%n",
        jobs, meanwhile, late, outage.asked());
    assertThat(meanwhile).isPositive();
    assertThat(expired)
        .allSatisfy(
            fortune -> {
              assertThat(fortune.goneAt).isLessThanOrEqualTo(fortune.toldAt());
              assertThat(fortune.result().expired()).contains(ExpiredReason.RETENTION);
            });
    // the outage's end is noticed by /health; then what is gone has to be asked about once, from
    // the oldest on, before what can be saved
    double passedOver = expired.size() / (REQUESTS_PER_SECOND * (1 - SWEEP_SHARE));
    assertThat(late).isLessThan((long) (perSecond * (HEALTH_SECONDS + 5 + passedOver)));
  }

  /** Their results live for a minute: half of it may be over when RunPod can be reached again. */
  @ParameterizedTest(name = "{0} jobs")
  @ValueSource(ints = {1, 2, 3, 5, 8})
  void theResultsOfSynchronousJobsOutliveAnOutageOfLessThanAMinute(int jobs) {
    Outage outage =
        new Outage(Duration.ofSeconds(1), Duration.ofSeconds(45), Outage.response(503, "<html>"));
    outage.submit(jobs, 1, true, false);

    assertThat(outage.play())
        .allSatisfy(
            fortune -> {
              assertThat(fortune.isExpired()).isFalse();
              assertThat(fortune.toldAt()).isLessThan(fortune.goneAt);
            });
  }

  @ParameterizedTest(name = "HTTP {0}, Retry-After {1}, {2} jobs")
  @CsvSource({"429,30,1", "503,30,1", "503,30,8", "429,86400,8", "503,86400,3"})
  void theResultsOfSynchronousJobsOutliveWhatTheServerWishes(int code, String wish, int jobs) {
    Answer busy = new Answer.Response(code, "<html>".getBytes(UTF_8), Optional.of(wish));
    Outage outage = new Outage(Duration.ofSeconds(1), Duration.ofSeconds(45), busy);
    outage.submit(jobs, 1, true, false);

    assertThat(outage.play())
        .allSatisfy(
            fortune -> {
              assertThat(fortune.isExpired()).isFalse();
              assertThat(fortune.toldAt()).isLessThan(fortune.goneAt);
            });
  }
}
