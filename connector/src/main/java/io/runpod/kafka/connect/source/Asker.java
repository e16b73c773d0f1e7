package io.runpod.kafka.connect.source;

import io.runpod.kafka.connect.api.Answer;
import io.runpod.kafka.connect.api.Call;
import io.runpod.kafka.connect.api.Operation;
import io.runpod.kafka.connect.job.EndpointId;
import io.runpod.kafka.connect.poll.Poll;
import io.runpod.kafka.connect.poll.PollSchedule;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Sends one endpoint the questions that are due; answers come to the mailbox. Task's thread. */
final class Asker {
  static final Set<Operation> CALLED =
      EnumSet.of(Operation.STATUS, Operation.STATUS_SYNC, Operation.STREAM, Operation.HEALTH);

  private static final long REFUSED_NAP = Duration.ofMillis(200).toNanos();

  private final EndpointId endpoint;
  private final PollSchedule schedule;
  private final EndpointWatch watch;
  private final HealthReader health;
  private final StreamOwner streams;
  private final Releases releases;
  private final Function<Call, CompletableFuture<Answer>> runpod;
  private final Mailbox mailbox;

  Asker(
      EndpointId endpoint,
      PollSchedule schedule,
      EndpointWatch watch,
      HealthReader health,
      StreamOwner streams,
      Releases releases,
      Function<Call, CompletableFuture<Answer>> runpod,
      Mailbox mailbox) {
    this.endpoint = endpoint;
    this.schedule = schedule;
    this.watch = watch;
    this.health = health;
    this.streams = streams;
    this.releases = releases;
    this.runpod = runpod;
    this.mailbox = mailbox;
  }

  /**
   * @param present when the task last knew that it may ask, in ns of the monotonic clock: however
   *     long sending takes, nothing is sent that begins much later
   */
  void ask(Instant now, long present) {
    // every task reads it: that the endpoint answers decides what a missing job means
    if (health.due(schedule.wantsWorkers(System.nanoTime()), now)) {
      send(Call.health(), present, answer -> new Mail.HealthAnswered(endpoint, answer));
    }
    while (watch.callable(now)) {
      Optional<Poll> poll = schedule.next(System.nanoTime());
      if (poll.isEmpty()) {
        release(present);
        return;
      }
      watch.called(now);
      streams.asked(poll.get());
      send(call(poll.get()), present, answer -> new Mail.Answered(poll.get(), answer));
    }
  }

  private void release(long present) {
    while (releases.due() && schedule.tryTakeSpare(System.nanoTime())) {
      send(releases.next(), present, answer -> new Mail.Released(endpoint, answer));
    }
  }

  /** Nanoseconds until there may be something to ask, if nothing else happens. */
  long nap(Instant now) {
    return watch.callable(now) ? schedule.nanosToNext(System.nanoTime()) : REFUSED_NAP;
  }

  @SuppressWarnings("FutureReturnValueIgnored") // it ends in the mailbox, and never fails
  private void send(Call call, long present, Function<Answer, Mail> mail) {
    runpod.apply(call.decidedAt(present)).thenAccept(answer -> mailbox.put(mail.apply(answer)));
  }

  private static Call call(Poll poll) {
    return switch (poll.kind()) {
      case STATUS -> Call.status(poll.job().id());
      case STATUS_SYNC -> Call.statusSync(poll.job().id(), poll.hold());
      case STREAM -> Call.stream(poll.job().id(), poll.hold());
    };
  }
}
