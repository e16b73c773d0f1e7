package io.runpod.kafka.connect.webhook;

import io.runpod.kafka.connect.config.WebhookToken;
import io.runpod.kafka.connect.job.JobId;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * Decides what becomes of a call. A call is worth one thing: "ask about this job now". What it says
 * of the job is not looked at, for anybody who learns the URL can say it. Thread-safe.
 */
final class WebhookCalls {
  /** Senders that stall hold a thread of the worker's REST server each: no more than these. */
  static final int BODIES_AT_ONCE = 16;

  static final Duration BODY_PATIENCE = Duration.ofSeconds(20);
  private static final int REMEMBERED = 10_000;

  private final WebhookToken token;
  private final long maxBytes;
  private final Predicate<JobId> nudges;
  private final WebhookCounters counters;
  private final LongSupplier nanoTime;
  private final RecentCalls recent = new RecentCalls(REMEMBERED);
  private final Semaphore bodies = new Semaphore(BODIES_AT_ONCE);

  /**
   * @param nudges takes a job to be asked about, at once; false if it cannot take any more
   * @param nanoTime a monotonic clock
   */
  WebhookCalls(
      WebhookToken token,
      long maxBytes,
      Predicate<JobId> nudges,
      WebhookCounters counters,
      LongSupplier nanoTime) {
    this.token = token;
    this.maxBytes = maxBytes;
    this.nudges = nudges;
    this.counters = counters;
    this.nanoTime = nanoTime;
  }

  /**
   * @param candidate the token the call came with
   * @param length what the call says its body's length is; below 0 if it says nothing
   */
  Verdict receive(String candidate, long length, InputStream body) {
    Verdict verdict = judge(candidate, length, body);
    counters.count(verdict);
    return verdict;
  }

  private Verdict judge(String candidate, long length, InputStream body) {
    if (!token.matches(candidate)) {
      return Verdict.FORGED;
    }
    if (length > maxBytes) {
      return Verdict.OVERSIZED;
    }
    if (!bodies.tryAcquire()) {
      return Verdict.BUSY;
    }
    try {
      return read(new BoundedInput(body, maxBytes, BODY_PATIENCE, nanoTime));
    } catch (BoundedInput.TooLong e) {
      return Verdict.OVERSIZED;
    } catch (IOException tooSlowOrCutOff) {
      return Verdict.SLOW;
    } finally {
      bodies.release();
    }
  }

  private Verdict read(InputStream body) throws IOException {
    Optional<JobId> job = JobIdInBody.find(body);
    Verdict verdict = job.map(this::nudge).orElse(Verdict.MALFORMED);
    if (job.isPresent()) {
      skipRest(body);
    }
    return verdict;
  }

  private Verdict nudge(JobId job) {
    if (!recent.first(job, nanoTime.getAsLong())) {
      return Verdict.REPEATED;
    }
    if (!nudges.test(job)) {
      recent.forget(job);
      return Verdict.DROPPED;
    }
    return Verdict.NUDGED;
  }

  /**
   * The nudge is on its way, and the rest is of no interest. But a sender that is cut off while it
   * sends may not see the answer, and would call again.
   */
  private static void skipRest(InputStream body) {
    byte[] ignored = new byte[8192];
    try {
      while (body.read(ignored) >= 0) {
        // on to the end
      }
    } catch (IOException enough) {
      // too long or too slow to be waited for
    }
  }
}
