package io.runpod.kafka.connect.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.runpod.kafka.connect.api.Answer;
import io.runpod.kafka.connect.api.Call;
import io.runpod.kafka.connect.api.KnownEndpoints;
import io.runpod.kafka.connect.api.Operation;
import io.runpod.kafka.connect.job.Cursor;
import io.runpod.kafka.connect.job.EndpointId;
import io.runpod.kafka.connect.job.Job;
import io.runpod.kafka.connect.job.JobLife;
import io.runpod.kafka.connect.job.Jobs;
import io.runpod.kafka.connect.job.QueueWarning;
import io.runpod.kafka.connect.poll.LoneSchedule;
import io.runpod.kafka.connect.poll.PollLimits;
import io.runpod.kafka.connect.poll.PollSchedule;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class EndpointReadersTest {
  private static final EndpointId BUSY = new EndpointId("busy");
  private static final EndpointId QUIET = new EndpointId("quiet");
  private static final int IN_FLIGHT = 10;
  private static final long PRESENT = 77;

  private final List<Call> busy = new ArrayList<>();
  private final List<Call> quiet = new ArrayList<>();
  private final EndpointReaders endpoints =
      new EndpointReaders(List.of(reader(BUSY, busy), reader(QUIET, quiet)));

  @Test
  void anEndpointThatDoesNotAnswerTakesNoCallFromAnother() {
    // Given
    for (int i = 0; i < 500; i++) {
      watch(BUSY, Jobs.job("busy-" + i, i, Cursor.QUEUED, true));
    }
    endpoints.ask(Clock.systemUTC().instant(), PRESENT);
    assertThat(busy).hasSize(IN_FLIGHT);

    // When
    watch(QUIET, Jobs.job("late", 500, Cursor.QUEUED, true));
    endpoints.ask(Clock.systemUTC().instant(), PRESENT);

    // Then
    assertThat(busy).hasSize(IN_FLIGHT);
    assertThat(quiet).extracting(call -> call.job().orElseThrow().value()).containsExactly("late");
  }

  @Test
  void nothingIsSentLaterThanTheTaskWasThereForSure() {
    watch(BUSY, Jobs.job("a", 1, Cursor.QUEUED, true));
    watch(BUSY, Jobs.job("b", 2, Cursor.QUEUED, true));

    endpoints.ask(Clock.systemUTC().instant(), PRESENT);

    assertThat(busy).hasSize(2).allSatisfy(call -> assertThat(call.decided()).hasValue(PRESENT));
  }

  private void watch(EndpointId endpoint, Job job) {
    endpoints.of(endpoint).apply(Effect.Next.NUDGE, job, System.nanoTime());
  }

  /** Its calls are never answered. */
  private static EndpointReader reader(EndpointId id, List<Call> calls) {
    PollLimits limits =
        new PollLimits(
            IN_FLIGHT,
            8,
            Duration.ofSeconds(2),
            Duration.ofSeconds(1),
            Duration.ofSeconds(20),
            4,
            Duration.ofMillis(100),
            Duration.ofMillis(500),
            Duration.ofSeconds(60),
            Duration.ofSeconds(5),
            Optional.empty());
    PollSchedule schedule = LoneSchedule.of(limits, 10_000, System.nanoTime());
    EndpointWatch watch = new EndpointWatch(id, new KnownEndpoints(Set.of()));
    HealthReader health = new HealthReader(Duration.ofHours(1), watch);
    JobLife life = new JobLife(1);
    Mailbox mailbox = new Mailbox(answer -> {});
    StreamOwner streams =
        new StreamOwner(
            1,
            HandoverWriter.of(1, Set.of(id), Outputs.split(10_000)),
            (partition, entry) -> new CompletableFuture<>(),
            mailbox,
            true);
    Releases releases = new Releases(Optional.empty());
    return new EndpointReader(
        id,
        schedule,
        new Asker(
            id, schedule, watch, health, streams, releases, call -> open(call, calls), mailbox),
        new JobReader(life, watch, 1_000_000, RandomGenerator.getDefault()),
        health,
        new WatchedJobs(Clock.systemUTC()),
        releases,
        new QueueWarning(Duration.ZERO));
  }

  private static CompletableFuture<Answer> open(Call call, List<Call> calls) {
    if (call.operation() != Operation.HEALTH) {
      calls.add(call);
    }
    return new CompletableFuture<>();
  }
}
