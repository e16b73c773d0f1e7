package io.runpod.kafka.connect.source;

import io.runpod.kafka.connect.api.Answer;
import io.runpod.kafka.connect.api.Call;
import io.runpod.kafka.connect.job.EndpointId;
import io.runpod.kafka.connect.job.Job;
import io.runpod.kafka.connect.ledger.LedgerSettings;
import io.runpod.kafka.connect.ledger.LedgerTail;
import io.runpod.kafka.connect.poll.Poll;
import io.runpod.kafka.connect.poll.PollSchedule;
import io.runpod.kafka.connect.source.LedgerPartition.Batch;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * The loop of a source task: takes up mail, asks RunPod what is due, gives Connect what there is to
 * tell. {@link #poll} and {@link #stop} exclude each other; all else only enters a queue.
 */
final class SourceReader implements LedgerTail.Listener {
  private static final long LONGEST_POLL = Duration.ofMillis(800).toNanos();
  private static final long REFUSED_NAP = Duration.ofMillis(200).toNanos();
  private static final int OUTBOX_LIMIT = 1_000;
  private static final int LEDGER_BATCHES_AHEAD = 4;

  private enum Stage {
    REPLAYING,
    TAKING_STREAMS,
    LIVE
  }

  private final EndpointId endpoint;
  private final LedgerPartitions partitions;
  private final OutputRecords records;
  private final PollSchedule schedule;
  private final JobReader jobs;
  private final HealthReader health;
  private final Adoption adoption;
  private final EndpointWatch watch;
  private final StreamOwner streams;
  private final Function<Call, CompletableFuture<Answer>> runpod;
  private final Clock clock;
  private final Mailbox mailbox;
  private final Semaphore ledgerSlots = new Semaphore(LEDGER_BATCHES_AHEAD);
  private List<Job> handedOut = List.of();
  private Stage stage = Stage.REPLAYING;
  private volatile boolean stopping;

  SourceReader(
      EndpointId endpoint,
      LedgerPartitions partitions,
      OutputRecords records,
      PollSchedule schedule,
      JobReader jobs,
      HealthReader health,
      Adoption adoption,
      EndpointWatch watch,
      StreamOwner streams,
      Function<Call, CompletableFuture<Answer>> runpod,
      Mailbox mailbox,
      Clock clock) {
    this.endpoint = endpoint;
    this.partitions = partitions;
    this.records = records;
    this.schedule = schedule;
    this.jobs = jobs;
    this.health = health;
    this.adoption = adoption;
    this.watch = watch;
    this.streams = streams;
    this.runpod = runpod;
    this.mailbox = mailbox;
    this.clock = clock;
  }

  /**
   * The next records, or null if there are none within less than a second.
   *
   * @throws ConnectException if the task cannot go on until a setting is changed
   */
  synchronized List<SourceRecord> poll() throws InterruptedException {
    askAgainAboutPublished();
    long deadline = System.nanoTime() + LONGEST_POLL;
    while (!stopping) {
      takeUpMail();
      ask();
      Optional<Batch> batch = partitions.takeBatch();
      if (batch.isPresent()) {
        handedOut = batch.get().jobs();
        return batch.get().records();
      }
      long now = System.nanoTime();
      if (deadline - now <= 0) {
        return null;
      }
      Optional<Mail> mail = mailbox.take(Math.min(nap(now), deadline - now));
      if (mail.isPresent()) {
        takeUp(mail.get());
      }
    }
    return null;
  }

  private long nap(long now) {
    if (stage != Stage.LIVE) {
      return Long.MAX_VALUE;
    }
    return watch.callable(clock.instant()) ? schedule.nanosToNext(now) : REFUSED_NAP;
  }

  /** Connect asks for more, so it has published what it was given last. */
  private void askAgainAboutPublished() {
    partitions.settle();
    long now = System.nanoTime();
    handedOut.forEach(job -> schedule.published(job, now));
    handedOut = List.of();
  }

  private void takeUpMail() {
    Optional<Mail> mail = mailbox.take();
    while (mail.isPresent()) {
      takeUp(mail.get());
      mail = partitions.outboxSize() < OUTBOX_LIMIT ? mailbox.take() : Optional.empty();
    }
  }

  private void takeUp(Mail mail) {
    Instant now = clock.instant();
    if (mail instanceof Mail.Answered answered) {
      takeUp(answered, now);
    } else if (mail instanceof Mail.HealthAnswered answered) {
      health
          .read(answered.answer(), now)
          .ifPresent(reading -> partitions.tell(records.health(endpoint, reading, now)));
    } else if (mail instanceof Mail.LedgerRead read) {
      ledgerSlots.release();
      read.batch().forEach(one -> takeUp(one, now));
      endReplay();
    } else if (mail instanceof Mail.LedgerBegan began) {
      adoption.began(began.spans());
      endReplay();
    } else if (mail instanceof Mail.StreamsTaken) {
      goLive();
    } else if (mail instanceof Mail.LedgerFailed failed) {
      throw new ConnectException(
          LedgerSettings.BOOTSTRAP_SERVERS
              + ": the ledger cannot be used: "
              + failed.failure().getMessage(),
          failed.failure());
    }
  }

  private void takeUp(Mail.Answered answered, Instant now) {
    Job job = answered.poll().job();
    streams.answered(answered.poll());
    JobReader.Outcome outcome = jobs.read(answered.poll(), answered.answer(), now);
    schedule.answered(job, System.nanoTime());
    partitions.tell(outcome.events());
    if (outcome.again().isPresent()) {
      schedule.postponed(job, outcome.again().get(), System.nanoTime());
    } else if (outcome.events().isEmpty()) {
      schedule.unchanged(job, System.nanoTime());
    }
  }

  private void takeUp(LedgerTail.Read read, Instant now) {
    Adoption.Effect effect = adoption.read(read, now);
    partitions.tell(effect.events());
    if (stage == Stage.LIVE) {
      effect.adopted().ifPresent(job -> schedule.add(job, System.nanoTime()));
      effect.nudged().ifPresent(job -> schedule.nudge(job, System.nanoTime()));
    }
  }

  private void endReplay() {
    if (stage == Stage.REPLAYING && adoption.replayed()) {
      adoption.finish();
      stage = Stage.TAKING_STREAMS;
      streams.take(partitions.all());
    }
  }

  private void goLive() {
    stage = Stage.LIVE;
    long now = System.nanoTime();
    for (Job job : partitions.jobs()) {
      schedule.add(job, now);
    }
    // what a reader before this one handed over has to be published before its job is read on
    partitions.jobsToTell().forEach(schedule::unpublished);
  }

  private void ask() {
    Instant now = clock.instant();
    if (stage != Stage.LIVE) {
      return;
    }
    if (partitions.ownsFirst() && health.due(now)) {
      send(Call.health(), Mail.HealthAnswered::new);
    }
    while (watch.callable(now)) {
      Optional<Poll> poll = schedule.next(System.nanoTime());
      if (poll.isEmpty()) {
        return;
      }
      watch.called(now);
      streams.asked(poll.get());
      send(call(poll.get()), answer -> new Mail.Answered(poll.get(), answer));
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // it ends in the mailbox, and never fails
  private void send(Call call, Function<Answer, Mail> mail) {
    runpod.apply(call).thenAccept(answer -> mailbox.put(mail.apply(answer)));
  }

  private static Call call(Poll poll) {
    return switch (poll.kind()) {
      case STATUS -> Call.status(poll.job().id());
      case STATUS_SYNC -> Call.statusSync(poll.job().id(), poll.hold());
      case STREAM -> Call.stream(poll.job().id(), poll.hold());
    };
  }

  /** Connect is done with a record it was given. */
  void acknowledged(SourceRecord record) {
    partitions.acknowledged(record);
  }

  /** Ends what is open, within less than the 5 s that Connect waits for a task. */
  void stop() {
    stopping = true;
    mailbox.wake();
    synchronized (this) {
      ledgerSlots.release(LEDGER_BATCHES_AHEAD);
      partitions.settle();
      streams.leave(partitions, this::takeUpLast);
    }
  }

  /** A read that ended while the task stops: its chunks go to the next reader. */
  private void takeUpLast(Mail.Answered answered) {
    partitions.tell(jobs.read(answered.poll(), answered.answer(), clock.instant()).events());
  }

  @Override
  public void began(Map<Integer, LedgerTail.Span> spans) {
    mailbox.put(new Mail.LedgerBegan(spans));
  }

  @Override
  public void read(List<LedgerTail.Read> batch) throws InterruptedException {
    ledgerSlots.acquire();
    mailbox.put(new Mail.LedgerRead(batch));
  }

  @Override
  public void failed(KafkaException failure) {
    mailbox.put(new Mail.LedgerFailed(failure));
  }
}
