package io.runpod.kafka.connect.source;

import io.runpod.kafka.connect.api.Answer;
import io.runpod.kafka.connect.api.Fate;
import io.runpod.kafka.connect.api.Fates;
import io.runpod.kafka.connect.api.JobBody;
import io.runpod.kafka.connect.api.Operation;
import io.runpod.kafka.connect.api.RetryAfter;
import io.runpod.kafka.connect.api.UnreadableAnswer;
import io.runpod.kafka.connect.flow.Backoff;
import io.runpod.kafka.connect.job.Job;
import io.runpod.kafka.connect.job.JobAnswer;
import io.runpod.kafka.connect.job.JobEvent;
import io.runpod.kafka.connect.job.JobId;
import io.runpod.kafka.connect.job.JobLife;
import io.runpod.kafka.connect.job.Missing;
import io.runpod.kafka.connect.poll.Poll;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.apache.kafka.connect.errors.ConnectException;

/**
 * Turns answers about jobs into what there is to tell, or into when to ask again. Owned by the
 * task's thread.
 */
final class JobReader {
  private static final Backoff BACKOFF =
      new Backoff(Duration.ofMillis(500), Duration.ofSeconds(30));
  private static final Duration MISSING_AGAIN = Duration.ofSeconds(10);

  /** After so many answers in a row that cannot be understood the job is given up. */
  private static final int UNREADABLE_LIMIT = 20;

  private final JobLife life;
  private final EndpointWatch watch;
  private final int maxResponseBytes;
  private final RandomGenerator random;
  private final Map<JobId, Integer> failures = new HashMap<>();

  JobReader(JobLife life, EndpointWatch watch, int maxResponseBytes, RandomGenerator random) {
    this.life = life;
    this.watch = watch;
    this.maxResponseBytes = maxResponseBytes;
    this.random = random;
  }

  /**
   * What came of an answer.
   *
   * @param again when to ask again, if the answer was of no use
   */
  record Outcome(List<JobEvent> events, Optional<Duration> again) {
    private static Outcome tell(List<JobEvent> events) {
      return new Outcome(events, Optional.empty());
    }

    private static Outcome again(Duration delay) {
      return new Outcome(List.of(), Optional.of(delay));
    }
  }

  static Operation operation(Poll.Kind kind) {
    return switch (kind) {
      case STATUS -> Operation.STATUS;
      case STATUS_SYNC -> Operation.STATUS_SYNC;
      case STREAM -> Operation.STREAM;
    };
  }

  /**
   * @throws ConnectException if no call can succeed until a setting is changed
   */
  Outcome read(Poll poll, Answer answer, Instant now) {
    Job job = poll.job();
    if (job.phase() == Job.Phase.ENDED) {
      return Outcome.tell(List.of());
    }
    boolean stream = poll.kind() == Poll.Kind.STREAM;
    Fate fate = Fates.of(operation(poll.kind()), answer);
    if (fate instanceof Fate.Done done) {
      watch.answered(now);
      return understand(job, stream, done.body(), now);
    } else if (fate instanceof Fate.JobNotFound) {
      return missing(job, now);
    } else if (fate instanceof Fate.Retry retry) {
      Optional<Duration> wish = retry.retryAfter().flatMap(text -> RetryAfter.parse(text, now));
      return Outcome.again(BACKOFF.delay(failed(job), wish, random));
    } else if (fate instanceof Fate.InDoubt) {
      life.streamLost(job);
      return Outcome.again(BACKOFF.delay(failed(job), Optional.empty(), random));
    } else if (fate instanceof Fate.AnswerTooLarge large) {
      if (stream) {
        life.streamLost(job);
        return Outcome.again(BACKOFF.delay(failed(job), Optional.empty(), random));
      }
      return ended(job, life.answerTooLarge(job, large.bytes(), maxResponseBytes, now));
    } else if (fate instanceof Fate.Reject reject) {
      return unreadable(job, reject.reason(), now);
    } else if (fate instanceof Fate.Fatal fatal) {
      Optional<String> failure = watch.refused(fatal, now);
      if (failure.isPresent()) {
        throw new ConnectException(failure.get());
      }
      return Outcome.again(BACKOFF.delay(failed(job), Optional.empty(), random));
    }
    throw new IllegalStateException("no outcome for " + fate);
  }

  private Outcome understand(Job job, boolean stream, byte[] body, Instant now) {
    JobAnswer answer;
    try {
      answer = JobBody.parse(body);
    } catch (UnreadableAnswer unreadable) {
      if (stream) {
        life.streamLost(job);
      }
      return unreadable(job, unreadable.getMessage(), now);
    }
    failures.remove(job.id());
    return Outcome.tell(
        stream ? life.streamRead(job, answer, now) : life.statusRead(job, answer, now));
  }

  private Outcome unreadable(Job job, String reason, Instant now) {
    int count = failed(job);
    if (count < UNREADABLE_LIMIT) {
      return Outcome.again(BACKOFF.delay(count, Optional.empty(), random));
    }
    return ended(job, life.unreadable(job, reason, now));
  }

  private Outcome missing(Job job, Instant now) {
    if (job.removalExpected()) {
      return ended(job, life.removed(job, now));
    }
    Optional<JobEvent.ExpiredReason> reason =
        Missing.seen(job, now, Optional.empty(), watch.lastAnswered());
    return reason.isPresent()
        ? ended(job, life.expired(job, reason.get(), now))
        : Outcome.again(MISSING_AGAIN);
  }

  private Outcome ended(Job job, List<JobEvent> events) {
    failures.remove(job.id());
    return Outcome.tell(events);
  }

  private int failed(Job job) {
    return failures.merge(job.id(), 1, Integer::sum);
  }
}
