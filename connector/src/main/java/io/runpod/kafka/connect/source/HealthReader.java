package io.runpod.kafka.connect.source;

import io.runpod.kafka.connect.api.Answer;
import io.runpod.kafka.connect.api.Fate;
import io.runpod.kafka.connect.api.Fates;
import io.runpod.kafka.connect.api.HealthBody;
import io.runpod.kafka.connect.api.Operation;
import io.runpod.kafka.connect.api.UnreadableAnswer;
import io.runpod.kafka.connect.job.Health;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.connect.errors.ConnectException;

/**
 * When to read {@code /health}, and what its answer says. One question is open at a time: where
 * answers are slow, more would only pile up, and two that came at once would be told as of one
 * moment. Owned by the task's thread.
 */
final class HealthReader {
  /** Behind the last answer, if it is wanted before its time. */
  private static final Duration EARLY = Duration.ofSeconds(2);

  private final Duration interval;
  private final EndpointWatch watch;
  private Instant next = Instant.MIN;
  private Instant nextEarly = Instant.MIN;
  private boolean asked;
  private boolean early;
  private int running;

  HealthReader(Duration interval, EndpointWatch watch) {
    this.interval = interval;
    this.watch = watch;
  }

  /**
   * True if it is to be read now; {@link #read} must follow then.
   *
   * @param wanted more workers are hoped for: once in an interval it is read early, and again for
   *     as long as there are more each time
   */
  boolean due(boolean wanted, Instant now) {
    if (asked || now.isBefore(wanted ? nextEarly : next)) {
      return false;
    }
    early = now.isBefore(next);
    asked = true;
    return true;
  }

  /**
   * @return the reading, if the answer is one
   * @throws ConnectException if no call can succeed until a setting is changed
   */
  Optional<Health> read(Answer answer, Instant now) {
    asked = false;
    // an interval behind the answer: of two within one moment the second would say nothing new
    next = now.plus(interval);
    nextEarly = next;
    Fate fate = Fates.of(Operation.HEALTH, answer);
    watch.health().heard(answer, fate, now);
    if (fate instanceof Fate.Done done) {
      try {
        Health health = HealthBody.parse(done.body());
        watch.answered(now);
        watch.health().answered();
        if (!early || health.running() > running) {
          nextEarly = interval.compareTo(EARLY) < 0 ? next : now.plus(EARLY);
        }
        running = health.running();
        return Optional.of(health);
      } catch (UnreadableAnswer unreadable) {
        watch.health().failed(answer, fate, now);
      }
    } else if (fate instanceof Fate.Fatal fatal) {
      watch
          .refused(fatal, now)
          .ifPresent(
              reason -> {
                throw new ConnectException(reason);
              });
    }
    return Optional.empty();
  }
}
