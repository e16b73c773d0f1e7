package io.runpod.kafka.connect.source;

import io.runpod.kafka.connect.ledger.LedgerSettings;
import io.runpod.kafka.connect.source.LedgerPartition.Batch;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loop of a source task: takes up mail, asks RunPod what is due, gives Connect what there is to
 * tell. {@link #poll} and {@link #stop} exclude each other; all else only enters a queue.
 */
final class SourceReader {
  private static final Logger LOG = LoggerFactory.getLogger(SourceReader.class);
  private static final long LONGEST_POLL = Duration.ofMillis(800).toNanos();

  private final LedgerPartitions partitions;
  private final HealthRecords health;
  private final EndpointReaders endpoints;
  private final Adoption adoption;
  private final Tenure tenure;
  private final StreamOwner streams;
  private final JobCare care;
  private final Carriage carriage;
  private final Mailbox mailbox;
  private final LedgerIntake intake;
  private final Clock clock;
  private final Effects effects;
  private final HandedOut handedOut;
  private volatile boolean stopping;

  SourceReader(
      LedgerPartitions partitions,
      HealthRecords health,
      EndpointReaders endpoints,
      Adoption adoption,
      Tenure tenure,
      StreamOwner streams,
      JobCare care,
      Carriage carriage,
      Mailbox mailbox,
      LedgerIntake intake,
      Clock clock) {
    this.partitions = partitions;
    this.health = health;
    this.endpoints = endpoints;
    this.adoption = adoption;
    this.tenure = tenure;
    this.streams = streams;
    this.care = care;
    this.carriage = carriage;
    this.mailbox = mailbox;
    this.intake = intake;
    this.clock = clock;
    this.effects = new Effects(partitions, health, endpoints, care);
    this.handedOut = new HandedOut(partitions, endpoints);
  }

  /**
   * The next records, or null if there are none within less than a second.
   *
   * @throws ConnectException if the task cannot go on until a setting is changed
   */
  synchronized List<SourceRecord> poll() throws InterruptedException {
    handedOut.published();
    long deadline = System.nanoTime() + LONGEST_POLL;
    while (!stopping) {
      takeUpMail();
      tenure.present();
      if (tenure.mayAsk()) {
        intake.readOn(partitions.snapshotBytes());
        care.due(clock.instant()).forEach(effects::perform);
        carriage.look(partitions.all(), clock.instant());
        endpoints.ask(clock.instant(), tenure.lastPresent());
      } else {
        // what is queued takes next to no room in a snapshot, and nothing else moves meanwhile
        intake.readToItsEnd();
      }
      boolean waits = tenure.looks() && !partitions.full();
      Optional<Batch> batch = waits ? Optional.empty() : partitions.takeBatch(clock.instant());
      if (batch.isPresent()) {
        return handedOut.give(batch.get());
      }
      long now = System.nanoTime();
      if (deadline - now <= 0) {
        return null;
      }
      long toAsk = tenure.mayAsk() ? endpoints.nap(clock.instant()) : Long.MAX_VALUE;
      long toTell = waits ? Long.MAX_VALUE : partitions.nap(clock.instant());
      mailbox.take(Math.min(Math.min(toAsk, toTell), deadline - now)).ifPresent(this::takeUp);
    }
    return null;
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
      effects.tell(endpoints.of(answered.poll().job()).answered(answered, now));
    } else if (mail instanceof Mail.HealthAnswered answered) {
      endpoints
          .of(answered.endpoint())
          .healthAnswered(answered.answer(), now)
          .filter(reading -> partitions.ownsFirst())
          .ifPresent(reading -> partitions.tell(health.reading(answered.endpoint(), reading, now)));
    } else if (mail instanceof Mail.Released released) {
      endpoints.of(released.endpoint()).released(released.answer(), now);
    } else if (mail instanceof Mail.LedgerRead read) {
      intake.taken();
      read.batch().forEach(one -> effects.perform(adoption.read(one, now)));
      tenure.ledgerRead();
    } else if (mail instanceof Mail.LedgerEnds ends) {
      adoption.ends(ends.ends());
      tenure.ledgerRead();
    } else if (mail instanceof Mail.LedgerBegan began) {
      adoption.began(began.spans());
      tenure.ledgerRead();
    } else if (mail instanceof Mail.StreamsTaken) {
      tenure.streamsTaken();
      effects.begin();
    } else if (mail instanceof Mail.LedgerFailed failed) {
      throw new ConnectException(
          LedgerSettings.BOOTSTRAP_SERVERS
              + ": the ledger cannot be used: "
              + failed.failure().getMessage(),
          failed.failure());
    }
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
}
