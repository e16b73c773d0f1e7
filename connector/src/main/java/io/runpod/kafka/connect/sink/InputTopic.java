package io.runpod.kafka.connect.sink;

import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which topic an input partition is of, and whether what the consumer brings is of it. Owned by the
 * task's thread.
 *
 * <pre>
 * READ ── another topic has its name ──► GONE
 * FROM_START ── Connect is asked to set the consumer back ──► SET_BACK ── next put ──► READ
 * </pre>
 */
final class InputTopic {
  private static final Logger LOG = LoggerFactory.getLogger(InputTopic.class);

  private enum Stage {
    READ,
    GONE,
    FROM_START,
    SET_BACK
  }

  private Optional<TopicId> id = Optional.empty();
  private Stage stage = Stage.READ;

  /** The topic, where it is known. */
  Optional<TopicId> id() {
    return id;
  }

  /** What the name of the partition's topic stands for now. */
  void seen(TopicPartition partition, TopicId now) {
    if (id.isEmpty()) {
      id = Optional.of(now);
    } else if (stage == Stage.READ && now.replaces(id.get())) {
      stage = Stage.GONE;
      LOG.warn(
          "topic={} was deleted and created anew: partition={} is read from its start, when what"
              + " was taken in of the old one is finished",
          partition.topic(),
          partition.partition());
    }
  }

  /** The topic is known to be gone: what the consumer brings counts no more. */
  void gone() {
    stage = Stage.GONE;
  }

  boolean isGone() {
    return stage == Stage.GONE;
  }

  /** The topic is there and has to be read from its start. */
  void fromStart() {
    stage = Stage.FROM_START;
  }

  boolean isToBeSetBack() {
    return stage == Stage.FROM_START;
  }

  /** Connect was asked to set the consumer back, which it does before its next poll. */
  void setBack() {
    stage = Stage.SET_BACK;
  }

  /** What comes now was polled after all that was asked for in the put before. */
  void putBegins() {
    if (stage == Stage.SET_BACK) {
      stage = Stage.READ;
    }
  }

  /** True while records and positions of the consumer are of this topic. */
  boolean isRead() {
    return stage == Stage.READ;
  }
}
