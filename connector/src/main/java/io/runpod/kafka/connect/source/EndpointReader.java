package io.runpod.kafka.connect.source;

import io.runpod.kafka.connect.api.Answer;
import io.runpod.kafka.connect.api.Fate;
import io.runpod.kafka.connect.api.Fates;
import io.runpod.kafka.connect.api.Operation;
import io.runpod.kafka.connect.job.EndpointId;
import io.runpod.kafka.connect.job.Health;
import io.runpod.kafka.connect.job.Job;
import io.runpod.kafka.connect.job.JobAnswer;
import io.runpod.kafka.connect.job.JobEvent;
import io.runpod.kafka.connect.job.QueueWarning;
import io.runpod.kafka.connect.poll.PollSchedule;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One endpoint: which of its jobs to ask about next, and what its answers tell. Endpoints have
 * budgets of their own and wait for nothing of each other. Owned by the task's thread; nanoseconds
 * are those of the monotonic clock.
 */
final class EndpointReader {
  private static final Logger LOG = LoggerFactory.getLogger(EndpointReader.class);
  private static final long LONGEST_RETRY = Duration.ofSeconds(60).toNanos();

  private final EndpointId id;
  private final PollSchedule schedule;
  private final Asker asker;
  private final JobReader jobs;
  private final HealthReader health;
  private final WatchedJobs watched;
  private final Releases releases;
  private final QueueWarning queueWarning;

  EndpointReader(
      EndpointId id,
      PollSchedule schedule,
      Asker asker,
      JobReader jobs,
      HealthReader health,
      WatchedJobs watched,
      Releases releases,
      QueueWarning queueWarning) {
    this.id = id;
    this.schedule = schedule;
    this.asker = asker;
    this.jobs = jobs;
    this.health = health;
    this.watched = watched;
    this.releases = releases;
    this.queueWarning = queueWarning;
  }

  EndpointId id() {
    return id;
  }

  /**
   * Asks what is due.
   *
   * @param present when the task last knew that it may ask
   */
  void ask(Instant now, long present) {
    asker.ask(now, present);
    watched.are(schedule);
  }

  /** Nanoseconds until there may be something to ask, if nothing else happens. */
  long nap(Instant now) {
    return asker.nap(now);
  }

  /** What an answer about a job tells. The job's next question waits until that is published. */
  List<JobEvent> answered(Mail.Answered answered, Instant now) {
    Job job = answered.poll().job();
    PollOutcome outcome = jobs.read(answered.poll(), answered.answer(), now);
    schedule.answered(job, System.nanoTime());
    if (outcome.hint() == PollOutcome.Hint.THROTTLED) {
      schedule.throttled(System.nanoTime());
    } else if (outcome.hint() == PollOutcome.Hint.NO_STATUS_SYNC) {
      schedule.withoutStatusSync(System.nanoTime());
    }
    outcome.silence().ifPresent(this::quiet);
    outcome.events().forEach(this::learn);
    if (outcome.hint() == PollOutcome.Hint.MISSING) {
      schedule.missing(job, outcome.again().orElseThrow(), System.nanoTime());
    } else if (outcome.hint() == PollOutcome.Hint.THROTTLED) {
      schedule.refused(job, outcome.again().orElseThrow(), System.nanoTime());
    } else if (outcome.again().isPresent()) {
      schedule.postponed(job, outcome.again().get(), System.nanoTime());
    } else if (outcome.events().isEmpty()) {
      schedule.unchanged(job, System.nanoTime());
    }
    return outcome.events();
  }

  private void quiet(Duration time) {
    schedule.quiet(System.nanoTime() + time.toNanos());
  }

  private void learn(JobEvent event) {
    if (event instanceof JobEvent.ResultReady result) {
      result.answer().map(JobAnswer::executionTime).orElse(OptionalLong.empty()).stream()
          .mapToObj(Duration::ofMillis)
          .forEach(schedule::ran);
    }
  }

  /** What an answer tells that came while the task stops: nothing is asked any more. */
  List<JobEvent> answeredLast(Mail.Answered answered, Instant now) {
    return jobs.read(answered.poll(), answered.answer(), now).events();
  }

  /** Results of the endpoint that may be let go of some time. */
  Releases releases() {
    return releases;
  }

  /** RunPod was asked to let go of a result; it is not asked again if it did not. */
  void released(Answer answer, Instant now) {
    releases.answered();
    if (Fates.of(Operation.STATUS, answer) instanceof Fate.Retry retry && retry.throttled()) {
      schedule.throttled(System.nanoTime());
      Wishes.silence(retry, now).ifPresent(this::quiet);
    }
  }

  Optional<Health> healthAnswered(Answer answer, Instant now) {
    Optional<Health> reading = health.read(answer, now);
    reading.ifPresent(counts -> schedule.workers(counts.running(), System.nanoTime()));
    reading
        .flatMap(counts -> queueWarning.of(schedule.firstQueued(), counts, now))
        .ifPresent(warning -> LOG.warn("endpoint={} {}", id, warning));
    return reading;
  }

  /** Does to the job's questions what a ledger record leads to. */
  void apply(Effect.Next next, Job job, long now) {
    switch (next) {
      case WATCH -> schedule.add(job, now);
      case WATCH_TOLD -> {
        schedule.add(job, now);
        schedule.unpublished(job);
      }
      case NUDGE -> {
        schedule.add(job, now);
        schedule.nudge(job, now);
      }
      case SOON -> {
        schedule.add(job, now);
        schedule.soon(job, now);
      }
      case HOLD -> schedule.hold(job, now + LONGEST_RETRY);
      case RELEASE -> schedule.release(job, now);
    }
  }

  /** There is something to publish of the job before it may be asked about. */
  void unpublished(Job job) {
    schedule.unpublished(job);
  }

  /** What was learnt of the job is published. */
  void published(Job job, long now) {
    schedule.published(job, now);
  }
}
