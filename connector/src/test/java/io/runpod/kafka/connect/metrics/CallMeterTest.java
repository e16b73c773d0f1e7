package io.runpod.kafka.connect.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.runpod.kafka.connect.api.Answer;
import io.runpod.kafka.connect.api.Call;
import io.runpod.kafka.connect.api.Operation;
import io.runpod.kafka.connect.job.JobId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class CallMeterTest {
  private final List<CompletableFuture<Answer>> open = new ArrayList<>();
  private final CallMeter meter =
      new CallMeter(
          call -> {
            open.add(new CompletableFuture<>());
            return open.get(open.size() - 1);
          });
  private final FakePluginMetrics shown = new FakePluginMetrics();

  CallMeterTest() {
    meter.show(shown.metrics(), EnumSet.of(Operation.RUN, Operation.STATUS));
  }

  @Test
  void countsByOperation() {
    var unused = meter.send(Call.run(new byte[0]));
    unused = meter.send(Call.status(new JobId("a")));
    unused = meter.send(Call.status(new JobId("b")));

    assertThat(shown.value("requests-total", "operation=run")).isEqualTo(1);
    assertThat(shown.value("requests-total", "operation=status")).isEqualTo(2);
  }

  @Test
  void aCallIsOpenUntilItsAnswer() {
    CompletableFuture<Answer> answer = meter.send(Call.run(new byte[0]));
    assertThat(shown.value("requests-open", "operation=run")).isEqualTo(1);

    Answer ok = new Answer.Response(200, new byte[0], Optional.empty());
    open.get(0).complete(ok);

    assertThat(answer).isCompletedWithValue(ok);
    assertThat(shown.value("requests-open", "operation=run")).isZero();
    assertThat(shown.value("request-latency-p50-ms", "operation=run")).isNotNegative();
  }

  @Test
  void tellsRefusalsForTooManyFromServerErrors() {
    for (int code : new int[] {429, 499, 500, 503, 200}) {
      var unused = meter.send(Call.run(new byte[0]));
      open.get(open.size() - 1).complete(new Answer.Response(code, new byte[0], Optional.empty()));
    }
    assertThat(shown.value("throttled-total", "operation=run")).isEqualTo(1);
    assertThat(shown.value("unanswered-total", "operation=run")).isEqualTo(2);
  }

  @Test
  void whatIsNotAnsweredHasNoLatency() {
    for (Answer none :
        List.of(
            new Answer.Lost("reset"),
            new Answer.NotSent("no"),
            new Answer.TooLarge(200, 9, new byte[0]))) {
      var unused = meter.send(Call.run(new byte[0]));
      open.get(open.size() - 1).complete(none);
    }
    assertThat(shown.value("unanswered-total", "operation=run")).isEqualTo(3);
    assertThat(shown.value("requests-open", "operation=run")).isZero();
    assertThat(shown.value("request-latency-p99-ms", "operation=run")).isNaN();
  }
}
