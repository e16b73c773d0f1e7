package io.runpod.kafka.connect.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.runpod.kafka.connect.api.Answer;
import io.runpod.kafka.connect.api.Operation;
import io.runpod.kafka.connect.metrics.MetricsReference;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SinkMetricsTest {
  private static final TopicPartition JOBS = new TopicPartition("jobs", 0);
  private static final String RUN = "endpoint=e1,operation=run";

  private final FakeContext context = new FakeContext();
  private final FakeConnections connections = new FakeConnections();
  private final CompletableFuture<Answer> late = new CompletableFuture<>();
  private final RunpodSinkTask task = new RunpodSinkTask(settings -> connections);

  @AfterEach
  void stop() {
    late.complete(new Answer.Lost("test is over"));
    task.close(List.of(JOBS));
    task.stop();
  }

  @Test
  void theReferenceListsWhatIsShown() throws Exception {
    start(Map.of());
    MetricsReference.requireListed("Sink", context.metrics);
  }

  @Test
  void tellsWhatIsDone() {
    start(Map.of());
    put(record(0, "{\"a\":1}"), record(1, "oops"), record(2, "{\"a\":2}"));
    awaitValue("submitted-total", "", 2);
    awaitValue("queued", "", 0);

    assertThat(value("rejected-total", "")).isEqualTo(1);
    assertThat(value("buffered-bytes", "")).isZero();
    assertThat(value("oldest-unfinished-age-ms", "")).isZero();
    assertThat(value("requests-total", RUN)).isEqualTo(2);
    assertThat(value("request-latency-p99-ms", RUN)).isNotNegative();
    assertThat(value("sending-rate", RUN)).isBetween(90.0, 100.0);
    assertThat(value("admission-open", "endpoint=e1")).isEqualTo(1);
  }

  @Test
  void tellsWhatIsOpenAndForHowLong() {
    connections.answers = call -> late;
    start(Map.of());
    put(record(0, "{\"a\":1}"), record(1, "{\"a\":2}"));

    awaitValue("requests-open", RUN, 2);
    assertThat(value("queued", "")).isEqualTo(2);
    assertThat(value("buffered-bytes", "")).isPositive();
    await().untilAsserted(() -> assertThat(value("oldest-unfinished-age-ms", "")).isPositive());
  }

  @Test
  void theRateFallsWhenRunpodRefuses() {
    connections.answers =
        call ->
            connections.calls.size() == 1
                ? FakeConnections.answer(429, "")
                : connections.accepted();
    start(Map.of());
    put(record(0, "{\"a\":1}"));

    awaitValue("throttled-total", RUN, 1);
    await().untilAsserted(() -> assertThat(value("sending-rate", RUN)).isLessThan(60));
  }

  @Test
  void tellsThatNothingMayBeSubmitted() {
    connections.answers =
        call ->
            call.operation() == Operation.HEALTH
                ? FakeConnections.answer(200, "{\"jobs\":{\"inQueue\":9},\"workers\":{}}")
                : connections.accepted();
    start(Map.of("runpod.admission.max.queued", "5"));
    put(record(0, "{\"a\":1}"));

    awaitValue("requests-total", "endpoint=e1,operation=health", 1);
    awaitValue("admission-open", "endpoint=e1", 0);
    assertThat(value("requests-total", RUN)).isZero();
  }

  private void start(Map<String, String> extra) {
    Map<String, String> props = new HashMap<>(EngineHarness.props());
    props.putAll(extra);
    task.initialize(context);
    task.start(props);
    task.open(List.of(JOBS));
  }

  private void put(SinkRecord... records) {
    task.put(List.of(records));
  }

  private void awaitValue(String name, String tags, double value) {
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(
            () -> {
              task.put((Collection<SinkRecord>) List.<SinkRecord>of());
              assertThat(value(name, tags)).isEqualTo(value);
            });
  }

  private double value(String name, String tags) {
    return context.metrics.value(name, tags);
  }

  private static SinkRecord record(long offset, String value) {
    return new SinkRecord("jobs", 0, null, "k", null, value, offset, 1L, TimestampType.CREATE_TIME);
  }
}
