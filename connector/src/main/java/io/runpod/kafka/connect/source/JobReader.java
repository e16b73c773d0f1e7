package io.runpod.kafka.connect.source;

import io.runpod.kafka.connect.api.Answer;
import io.runpod.kafka.connect.api.Fate;
import io.runpod.kafka.connect.api.Fates;
import io.runpod.kafka.connect.api.JobBody;
import io.runpod.kafka.connect.api.Operation;
import io.runpod.kafka.connect.api.UnreadableAnswer;
import io.runpod.kafka.connect.job.Job;
import io.runpod.kafka.connect.job.JobAnswer;
import io.runpod.kafka.connect.job.JobEvent;
import io.runpod.kafka.connect.job.JobLife;
import io.runpod.kafka.connect.job.Missing;
import io.runpod.kafka.connect.poll.Poll;
import io.runpod.kafka.connect.source.PollOutcome.Hint;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.apache.kafka.connect.errors.ConnectException;

/**
 * Turns answers about jobs into what there is to tell, or into when to ask again. Owned by the
 * task's thread.
 */
final class JobReader {
  private static final Duration MISSING_AGAIN = Duration.ofSeconds(10);

  private final JobLife life;
  private final EndpointWatch watch;
  private final int maxResponseBytes;
  private final FailedReads failed;

  JobReader(JobLife life, EndpointWatch watch, int maxResponseBytes, RandomGenerator random) {
    this.life = life;
    this.watch = watch;
    this.maxResponseBytes = maxResponseBytes;
    this.failed = new FailedReads(watch, random);
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
  PollOutcome read(Poll poll, Answer answer, Instant now) {
    Job job = poll.job();
    Fate fate = Fates.of(operation(poll.kind()), answer);
    watch.heard(fate, now);
    watch.polls().heard(answer, fate, now);
    if (poll.attempt() != job.cursor().attempt()) {
      return stale(poll, fate);
    }
    if (job.phase().quiet()) {
      return PollOutcome.tell(List.of());
    }
    if (fate instanceof Fate.Done done) {
      return understand(poll, answer, done, now);
    } else if (fate instanceof Fate.JobNotFound) {
      return missing(job, now);
    } else if (fate instanceof Fate.Retry retry) {
      return later(job, retry, now);
    } else if (fate instanceof Fate.InDoubt doubt) {
      return streamFailed(job, false, Wishes.again(doubt.retryAfter(), now), now);
    } else if (fate instanceof Fate.AnswerTooLarge large) {
      return poll.kind() == Poll.Kind.STREAM
          ? streamFailed(job, true, Optional.empty(), now)
          : tooLarge(job, large, now);
    } else if (fate instanceof Fate.Reject reject) {
      return unreadable(poll, reject.reason(), now);
    } else if (fate instanceof Fate.Fatal fatal) {
      return refused(poll, fatal, now);
    }
    throw new IllegalStateException("no outcome for " + fate);
  }

  /** Asked about an attempt that is over. It may have taken chunks of the one that began since. */
  private PollOutcome stale(Poll poll, Fate fate) {
    boolean refused = fate instanceof Fate.Retry || fate instanceof Fate.JobNotFound;
    if (poll.kind() == Poll.Kind.STREAM && !refused && !isEmpty(fate)) {
      life.streamLost(poll.job());
    }
    return PollOutcome.tell(List.of());
  }

  private static boolean isEmpty(Fate stream) {
    try {
      return stream instanceof Fate.Done done && JobBody.parse(done.body()).chunks().isEmpty();
    } catch (UnreadableAnswer unreadable) {
      return false;
    }
  }

  private PollOutcome understand(Poll poll, Answer whole, Fate.Done done, Instant now) {
    Job job = poll.job();
    JobAnswer answer;
    try {
      answer = JobBody.parse(done.body());
    } catch (UnreadableAnswer unreadable) {
      watch.polls().failed(whole, done, now);
      return unreadable(poll, unreadable.getMessage(), now);
    }
    watch.answered(now, poll.hold());
    watch.polls().answered();
    failed.forget(job);
    return PollOutcome.tell(
        poll.kind() == Poll.Kind.STREAM
            ? life.streamRead(job, answer, now)
            : life.statusRead(job, answer, now));
  }

  private PollOutcome later(Job job, Fate.Retry retry, Instant now) {
    Duration again = failed.another(job, Wishes.again(retry.retryAfter(), now));
    return retry.throttled()
        ? PollOutcome.throttled(again, Wishes.silence(retry, now))
        : PollOutcome.again(again);
  }

  private PollOutcome tooLarge(Job job, Fate.AnswerTooLarge large, Instant now) {
    if (large.status().isPresent() && !large.status().get().terminal()) {
      // progress that is too large to read is none, and the result may be smaller
      return PollOutcome.again(failed.another(job));
    }
    return ended(
        job, life.answerTooLarge(job, large.status(), large.bytes(), maxResponseBytes, now));
  }

  /** It may have taken chunks; what is left may be read by another read. */
  private PollOutcome streamFailed(
      Job job, boolean hopeless, Optional<Duration> wish, Instant now) {
    life.streamLost(job);
    if (job.phase() == Job.Phase.DRAINING && failed.giveUpStream(job, hopeless, now)) {
      return ended(job, life.streamGivenUp(job, now));
    }
    return PollOutcome.again(failed.another(job, wish));
  }

  private PollOutcome unreadable(Poll poll, String reason, Instant now) {
    Job job = poll.job();
    if (poll.kind() == Poll.Kind.STREAM) {
      return streamFailed(job, false, Optional.empty(), now);
    }
    Duration delay = failed.another(job);
    if (poll.kind() == Poll.Kind.STATUS_SYNC) {
      return PollOutcome.again(delay, Hint.NO_STATUS_SYNC);
    }
    return failed.giveUpAnswer(job, now)
        ? ended(job, life.unreadable(job, reason, now))
        : PollOutcome.again(delay);
  }

  private PollOutcome refused(Poll poll, Fate.Fatal fatal, Instant now) {
    if (poll.kind() == Poll.Kind.STATUS_SYNC && fatal.operationUnknown()) {
      return unreadable(poll, fatal.reason(), now);
    }
    Optional<String> failure = watch.refused(fatal, now);
    if (failure.isPresent()) {
      throw new ConnectException(failure.get());
    }
    return PollOutcome.again(failed.another(poll.job()));
  }

  private PollOutcome missing(Job job, Instant now) {
    Optional<JobEvent.ExpiredReason> reason = Missing.seen(job, now, watch.lastAnswered());
    if (reason.isEmpty()) {
      return PollOutcome.again(MISSING_AGAIN, Hint.MISSING);
    }
    // it counts as an answer now: there may be no other job whose poll says that all is well
    watch.polls().answered();
    return ended(
        job, job.removalExpected() ? life.removed(job, now) : life.expired(job, reason.get(), now));
  }

  private PollOutcome ended(Job job, List<JobEvent> events) {
    failed.forget(job);
    return PollOutcome.tell(events);
  }
}
