package io.runpod.kafka.connect.source;

import io.runpod.kafka.connect.api.Fate;
import io.runpod.kafka.connect.api.RetryAfter;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What a server that was asked about jobs wishes: its {@code Retry-After}, heeded as it should. */
final class Wishes {
  /** Results of {@code /runsync} live for a minute, and one silence may follow another. */
  private static final Duration LONGEST_SILENCE = Duration.ofSeconds(10);

  private Wishes() {}

  /** In what time it wants to be asked again; sooner than it is anyway is no wish. */
  static Optional<Duration> again(Optional<String> retryAfter, Instant now) {
    return retryAfter
        .flatMap(text -> RetryAfter.parse(text, now))
        .filter(wish -> wish.compareTo(FailedReads.FIRST_WAIT) >= 0);
  }

  /**
   * For how long the endpoint is to be asked nothing of this kind: what RunPod wishes, up to a cap,
   * where requests were too many. A server that cannot answer speaks for itself; the others may.
   */
  static Optional<Duration> silence(Fate.Retry retry, Instant now) {
    return retry.throttled()
        ? again(retry.retryAfter(), now)
            .map(wish -> wish.compareTo(LONGEST_SILENCE) > 0 ? LONGEST_SILENCE : wish)
        : Optional.empty();
  }
}
