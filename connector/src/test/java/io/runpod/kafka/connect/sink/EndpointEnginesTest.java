package io.runpod.kafka.connect.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.runpod.kafka.connect.api.Answer;
import io.runpod.kafka.connect.job.EndpointId;
import io.runpod.kafka.connect.job.RequestRef;
import io.runpod.kafka.connect.request.JobRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class EndpointEnginesTest {
  private final FakeEngine a = new FakeEngine(70);
  private final FakeEngine b = new FakeEngine(50);
  private final EndpointEngines engines =
      new EndpointEngines(Map.of(new EndpointId("a"), a, new EndpointId("b"), b));

  /** Notes what it is told. */
  private static final class FakeEngine implements Engine {
    final List<EngineEvent> events = new ArrayList<>();
    final long nap;
    long until;

    FakeEngine(long nap) {
      this.nap = nap;
    }

    @Override
    public void maySendUntil(long time) {
      until = time;
    }

    @Override
    public void handle(EngineEvent event, long now) {
      events.add(event);
    }

    @Override
    public void send(long now) {}

    @Override
    public long nanosToNext(long now) {
      return nap;
    }
  }

  @Test
  void eachEndpointIsOfferedItsOwnRecordsInTheirOrder() {
    Submission first = submission("a", 1);
    Submission second = submission("b", 2);
    Submission third = submission("a", 3);

    engines.handle(new EngineEvent.Offered(Arrays.asList(first, second, third)), 0);

    assertThat(a.events).containsExactly(new EngineEvent.Offered(List.of(first, third)));
    assertThat(b.events).containsExactly(new EngineEvent.Offered(List.of(second)));
  }

  @Test
  void anAnswerGoesToTheEngineThatAsked() {
    engines.handle(new EngineEvent.Answered(submission("b", 1), new Answer.Lost("reset")), 0);

    engines.handle(
        new EngineEvent.HealthAnswered(new EndpointId("b"), new Answer.Lost("reset")), 0);

    assertThat(a.events).isEmpty();
    assertThat(b.events).hasSize(2);
  }

  @Test
  void aReadingGoesToTheEngineOfItsEndpoint() {
    engines.handle(
        new EngineEvent.HealthAnswered(new EndpointId("b"), new Answer.Lost("reset")), 0);

    assertThat(a.events).isEmpty();
    assertThat(b.events).hasSize(1);
  }

  @Test
  void nothingIsSettledBeforeItIsEverywhere() {
    CompletableFuture<Void> settled = new CompletableFuture<>();
    engines.handle(new EngineEvent.Revoked(Set.of(4L), settled), 0);

    ((EngineEvent.Revoked) a.events.get(0)).settled().complete(null);
    assertThat(settled).isNotDone();
    ((EngineEvent.Revoked) b.events.get(0)).settled().complete(null);
    assertThat(settled).isCompleted();
    assertThat(((EngineEvent.Revoked) a.events.get(0)).assignments()).containsExactly(4L);
  }

  @Test
  void allStop() {
    CompletableFuture<Void> settled = new CompletableFuture<>();
    engines.handle(new EngineEvent.Stopping(settled), 0);

    ((EngineEvent.Stopping) b.events.get(0)).settled().complete(null);
    assertThat(settled).isNotDone();
    ((EngineEvent.Stopping) a.events.get(0)).settled().complete(null);
    assertThat(settled).isCompleted();
  }

  @Test
  void theLeaseIsForAllAndTheFirstThatHasSomethingToDoIsWaitedFor() {
    engines.maySendUntil(9);

    assertThat(a.until).isEqualTo(9);
    assertThat(b.until).isEqualTo(9);
    assertThat(engines.nanosToNext(0)).isEqualTo(50);
  }

  private static Submission submission(String endpoint, long offset) {
    return new Submission(
        null,
        1,
        new RequestRef("jobs", 0, offset, 0, Optional.empty()),
        JobRequest.none(new EndpointId(endpoint)),
        Map.of(),
        Optional.empty());
  }
}
