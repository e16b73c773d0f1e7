package io.runpod.kafka.sandbox;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.common.GroupState;

/** The consumer group of a sink connector: which of its tasks have partitions. */
public final class SinkGroup {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private SinkGroup() {}

  /**
   * Waits until each task of a sink has its partitions. Before, one of them has those of all, and
   * loses some: the other then finds records that were begun, and endpoints it has never called.
   */
  public static void awaitSettled(Sandbox sandbox, String connector, int tasks) {
    await("the group of " + connector)
        .atMost(PATIENCE)
        .until(() -> isSettled(describe(sandbox, connector), tasks));
  }

  private static ConsumerGroupDescription describe(Sandbox sandbox, String connector)
      throws Exception {
    String group = "connect-" + connector;
    return sandbox
        .topics()
        .admin()
        .describeConsumerGroups(List.of(group))
        .describedGroups()
        .get(group)
        .get();
  }

  private static boolean isSettled(ConsumerGroupDescription group, int tasks) {
    return group.groupState() == GroupState.STABLE
        && group.members().size() == tasks
        && group.members().stream()
            .noneMatch(member -> member.assignment().topicPartitions().isEmpty());
  }
}
