package io.runpod.kafka.connect.source;

import io.runpod.kafka.connect.api.Answer;
import io.runpod.kafka.connect.api.Fate;
import io.runpod.kafka.connect.api.Glimpse;
import io.runpod.kafka.connect.flow.Alarm;
import io.runpod.kafka.connect.job.EndpointId;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says that an endpoint answers nothing of use to one kind of question, and how that is mended, by
 * the rule of {@link Alarm}. Owned by the task's thread.
 */
final class EndpointTrouble {
  private static final Logger LOG = LoggerFactory.getLogger(EndpointTrouble.class);

  private final EndpointId endpoint;
  private final String question;
  private final Alarm alarm = new Alarm();
  private volatile long lastingMs;

  /**
   * @param question in words: a poll, say
   */
  EndpointTrouble(EndpointId endpoint, String question) {
    this.endpoint = endpoint;
    this.question = question;
  }

  /** What came of a question; that a job is not known, or its answer too large, is of use. */
  void heard(Answer answer, Fate fate, Instant now) {
    if (fate.unanswered()
        || fate instanceof Fate.Retry
        || fate instanceof Fate.Reject
        || fate instanceof Fate.Fatal) {
      failed(answer, fate, now);
    }
  }

  /** The answer is none, whatever came of the question. */
  void failed(Answer answer, Fate fate, Instant now) {
    boolean say = alarm.failed(Duration.ofMillis(now.toEpochMilli()).toNanos());
    lastingMs = alarm.lasting().toMillis();
    if (say) {
      LOG.warn(
          "endpoint={} has answered no {} with anything of use for {} s, the last with: {}. {}",
          endpoint,
          question,
          alarm.lasting().toSeconds(),
          Glimpse.of(answer),
          Glimpse.cure(answer, fate));
    }
  }

  /** An answer was of use. */
  void answered() {
    Duration lasted = alarm.lasting();
    lastingMs = 0;
    if (alarm.answered()) {
      LOG.info(
          "endpoint={} answers a {} again, after {} s", endpoint, question, lasted.toSeconds());
    }
  }

  /** For how long nothing of use was answered, in ms. Any thread. */
  long lastingMs() {
    return lastingMs;
  }
}
