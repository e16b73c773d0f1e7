package io.runpod.kafka.connect.sink;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class InputTopicTest {
  private static final TopicPartition P0 = new TopicPartition("jobs", 0);
  private final InputTopic topic = new InputTopic();

  @Test
  void isGoneWhenAnotherHasItsName() {
    topic.seen(P0, new TopicId("c", "one"));
    topic.seen(P0, new TopicId("c", "one"));
    assertThat(topic.isRead()).isTrue();

    topic.seen(P0, new TopicId("c", "two"));
    assertThat(topic.isGone()).isTrue();
    assertThat(topic.isRead()).isFalse();
    assertThat(topic.id()).contains(new TopicId("c", "one"));
  }

  @Test
  void isNotGoneWhenTheNameIsLookedUpInAnotherCluster() {
    topic.seen(P0, new TopicId("c", "one"));
    topic.seen(P0, new TopicId("d", "two"));

    assertThat(topic.isRead()).isTrue();
  }

  @Test
  void isReadAgainFromThePutBehindTheOneThatAskedForIt() {
    topic.fromStart();
    topic.putBegins();
    assertThat(topic.isToBeSetBack()).isTrue();

    topic.setBack();
    assertThat(topic.isRead()).isFalse();
    assertThat(topic.isToBeSetBack()).isFalse();

    topic.putBegins();
    assertThat(topic.isRead()).isTrue();
  }
}
