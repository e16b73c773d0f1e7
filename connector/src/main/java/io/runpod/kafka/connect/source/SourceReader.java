package io.runpod.kafka.connect.source;

import io.runpod.kafka.connect.job.Job;
import io.runpod.kafka.connect.job.JobEvent;
import io.runpod.kafka.connect.ledger.LedgerSettings;
import io.runpod.kafka.connect.ledger.LedgerTail;
import io.runpod.kafka.connect.source.LedgerPartition.Batch;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loop of a source task: takes up mail, asks RunPod what is due, gives Connect what there is to
 * tell. {@link #poll} and {@link #stop} exclude each other; all else only enters a queue.
 */
final class SourceReader implements LedgerTail.Listener {
  private static final Logger LOG = LoggerFactory.getLogger(SourceReader.class);
  private static final long LONGEST_POLL = Duration.ofMillis(800).toNanos();

  private enum Stage {
    REPLAYING,
    TAKING_STREAMS,
    LIVE
  }

  private final LedgerPartitions partitions;
  private final OutputRecords records;
  private final EndpointReaders endpoints;
  private final Adoption adoption;
  private final StreamOwner streams;
  private final JobCare care;
  private final Carriage carriage;
  private final Clock clock;
  private final Mailbox mailbox;
  private final Runnable askLedgerEnds;
  private final Presence presence = new Presence();
  private final LedgerIntake intake = new LedgerIntake();
  private final Set<Job> nudgedInReplay = new LinkedHashSet<>();
  private List<Job> handedOut = List.of();
  private Stage stage = Stage.REPLAYING;
  private boolean away;
  private volatile boolean stopping;

  SourceReader(
      LedgerPartitions partitions,
      OutputRecords records,
      EndpointReaders endpoints,
      Adoption adoption,
      StreamOwner streams,
      JobCare care,
      Carriage carriage,
      Mailbox mailbox,
      Runnable askLedgerEnds,
      Clock clock) {
    this.partitions = partitions;
    this.records = records;
    this.endpoints = endpoints;
    this.adoption = adoption;
    this.streams = streams;
    this.care = care;
    this.carriage = carriage;
    this.mailbox = mailbox;
    this.askLedgerEnds = askLedgerEnds;
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
      // a replay takes up nothing new, and has to come to its end
      intake.readOn(stage == Stage.LIVE ? partitions.snapshotBytes() : 0);
      noticeAbsence();
      if (isPresent()) {
        care.due(clock.instant()).forEach(this::perform);
        carriage.look(partitions.all(), clock.instant());
        endpoints.ask(clock.instant());
      }
      Optional<Batch> batch = partitions.takeBatch(clock.instant());
      if (batch.isPresent()) {
        handedOut = batch.get().jobs();
        return batch.get().records();
      }
      long now = System.nanoTime();
      if (deadline - now <= 0) {
        return null;
      }
      long nap = isPresent() ? endpoints.nap(clock.instant()) : Long.MAX_VALUE;
      Optional<Mail> mail =
          mailbox.take(Math.min(Math.min(nap, partitions.nap(clock.instant())), deadline - now));
      if (mail.isPresent()) {
        takeUp(mail.get());
      }
    }
    return null;
  }

  /** Nothing is asked after an absence until the ledger tells that nobody has taken over. */
  private void noticeAbsence() {
    if (presence.wasAway(System.nanoTime()) && stage == Stage.LIVE) {
      LOG.info("the task was away for a while; looking whether another has taken over");
      away = true;
      adoption.endsUnknown();
      askLedgerEnds.run();
    }
  }

  private void endAbsence() {
    away &= !adoption.replayed();
  }

  private boolean isPresent() {
    return stage == Stage.LIVE && !away;
  }

  /** Connect asks for more, so it has published what it was given last. */
  private void askAgainAboutPublished() {
    endpoints.published(partitions.settle(), partitions.commits());
    long now = System.nanoTime();
    handedOut.forEach(job -> endpoints.of(job).published(job, now));
    handedOut = List.of();
  }

  private void takeUpMail() {
    Optional<Mail> mail = mailbox.take();
    while (mail.isPresent()) {
      takeUp(mail.get());
      mail = partitions.full() ? Optional.empty() : mailbox.take();
    }
  }

  private void takeUp(Mail mail) {
    Instant now = clock.instant();
    if (mail instanceof Mail.Answered answered) {
      streams.answered(answered.poll());
      tell(endpoints.of(answered.poll().job()).answered(answered, now));
    } else if (mail instanceof Mail.HealthAnswered answered) {
      endpoints
          .of(answered.endpoint())
          .healthAnswered(answered.answer(), now)
          .filter(reading -> partitions.ownsFirst())
          .ifPresent(reading -> partitions.tell(records.health(answered.endpoint(), reading, now)));
    } else if (mail instanceof Mail.Released released) {
      endpoints.of(released.endpoint()).released(released.answer());
    } else if (mail instanceof Mail.LedgerRead read) {
      intake.taken();
      read.batch().forEach(one -> takeUp(one, now));
      endReplay();
      endAbsence();
    } else if (mail instanceof Mail.LedgerEnds ends) {
      adoption.ends(ends.ends());
      endAbsence();
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

  private void takeUp(LedgerTail.Read read, Instant now) {
    perform(adoption.read(read, now));
  }

  private void tell(List<JobEvent> events) {
    partitions.tell(events);
    events.forEach(event -> care.watch(event.job()));
  }

  private void perform(Effect effect) {
    tell(effect.events());
    effect.purged().ifPresent(purged -> partitions.tell(records.purged(purged)));
    if (stage == Stage.LIVE) {
      long nanos = System.nanoTime();
      effect.jobs().forEach(job -> endpoints.of(job).apply(effect.next(), job, nanos));
    } else if (effect.next() == Effect.Next.NUDGE) {
      // the reader before this one may not have come to ask
      nudgedInReplay.addAll(effect.jobs());
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
      endpoints.of(job).apply(Effect.Next.WATCH, job, now);
      if (job.retrying()) {
        endpoints.of(job).apply(Effect.Next.HOLD, job, now);
      }
      care.watch(job);
    }
    nudgedInReplay.forEach(job -> endpoints.of(job).apply(Effect.Next.NUDGE, job, now));
    nudgedInReplay.clear();
    // what a reader before this one handed over has to be published before its job is read on
    partitions.jobsToTell().forEach(job -> endpoints.of(job).unpublished(job));
  }

  /**
   * Connect is done with a record it was given.
   *
   * @param inKafka false if a transformation dropped it
   */
  void acknowledged(SourceRecord record, boolean inKafka) {
    partitions.acknowledged(record, inKafka);
  }

  /** Connect has committed offsets. */
  void committed() {
    partitions.committed();
  }

  /** Ends what is open, within less than the 5 s that Connect waits for a task. */
  void stop() {
    stopping = true;
    mailbox.wake();
    synchronized (this) {
      intake.stop();
      partitions.settle();
      streams.leave(partitions, this::takeUpLast);
    }
  }

  /** A read that ended while the task stops: its chunks go to the next reader. */
  private void takeUpLast(Mail.Answered answered) {
    try {
      partitions.tell(endpoints.of(answered.poll().job()).answeredLast(answered, clock.instant()));
    } catch (ConnectException refused) {
      LOG.debug("stopping anyway", refused);
    }
  }

  @Override
  public void began(Map<Integer, LedgerTail.Span> spans) {
    mailbox.put(new Mail.LedgerBegan(spans));
  }

  @Override
  public void read(List<LedgerTail.Read> batch) throws InterruptedException {
    intake.await();
    mailbox.put(new Mail.LedgerRead(batch));
  }

  @Override
  public void ends(Map<Integer, Long> ends) {
    mailbox.put(new Mail.LedgerEnds(ends));
  }

  @Override
  public void failed(KafkaException failure) {
    mailbox.put(new Mail.LedgerFailed(failure));
  }
}
