package io.runpod.kafka.connect.source;

import io.runpod.kafka.connect.flow.Backoff;
import io.runpod.kafka.connect.job.Job;
import io.runpod.kafka.connect.job.JobId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Jobs whose last answers were of no use: when to ask again about each, and when to give up. Owned
 * by the task's thread.
 */
final class FailedReads {
  static final Duration FIRST_WAIT = Duration.ofMillis(500);
  private static final Backoff BACKOFF = new Backoff(FIRST_WAIT, Duration.ofSeconds(30));

  /** The result of a {@code /runsync} lives for a minute: it may be all that is left of it. */
  private static final Backoff SYNC_BACKOFF = new Backoff(FIRST_WAIT, Duration.ofSeconds(5));

  /** The minute has room for some wishes, one behind the other. */
  private static final Backoff SYNC_WISHES = new Backoff(FIRST_WAIT, Duration.ofSeconds(10));

  private final EndpointWatch watch;
  private final RandomGenerator random;
  private final Map<JobId, Integer> failures = new HashMap<>();
  private final Unreadables unreadables = new Unreadables();
  private final BrokenStreams brokenStreams = new BrokenStreams();

  FailedReads(EndpointWatch watch, RandomGenerator random) {
    this.watch = watch;
    this.random = random;
  }

  /** One more answer was of no use; returns how long to wait until the next question. */
  Duration another(Job job) {
    return another(job, Optional.empty());
  }

  /**
   * The same.
   *
   * @param wish when RunPod wants to be asked again; it is granted up to 30 s, and up to 10 s for a
   *     job of {@code /runsync}
   */
  Duration another(Job job, Optional<Duration> wish) {
    int count = failures.merge(job.id(), 1, Integer::sum);
    return backoff(job, wish).delay(count, wish, random);
  }

  private static Backoff backoff(Job job, Optional<Duration> wish) {
    if (!job.terms().sync()) {
      return BACKOFF;
    }
    return wish.isPresent() ? SYNC_WISHES : SYNC_BACKOFF;
  }

  /** One more answer could not be understood: true if there will be no other. */
  boolean giveUpAnswer(Job job, Instant now) {
    return unreadables.giveUp(job.id(), now, watch.lastAnswered());
  }

  /**
   * One more read of the rest of the stream of a job that is over failed: true if it stays unread.
   *
   * @param hopeless the answer will never be another
   */
  boolean giveUpStream(Job job, boolean hopeless, Instant now) {
    return brokenStreams.giveUp(job, hopeless, now, watch.lastAnswered());
  }

  /** An answer was of use, or none is needed any more. */
  void forget(Job job) {
    failures.remove(job.id());
    unreadables.forget(job.id());
    brokenStreams.forget(job.id());
  }
}
