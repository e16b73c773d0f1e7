package io.runpod.kafka.sandbox.stack;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.Uuid;

/**
 * Brokers that belong together, each of them a controller too, and where they listen.
 *
 * @param brokers the ports of each, which is numbered from 0
 */
public record BrokerCluster(Uuid id, List<Ports> brokers) {
  private static final int MOST_REPLICAS = 3;

  /** Where one listens for clients, and where for the other controllers. */
  public record Ports(int kafka, int controller) {}

  /**
   * A cluster on free ports.
   *
   * @param kafkaPort the first one's port
   */
  public static BrokerCluster of(int brokers, int kafkaPort) {
    return new BrokerCluster(
        Uuid.randomUuid(),
        IntStream.range(0, brokers)
            .mapToObj(n -> new Ports(n == 0 ? kafkaPort : FreePort.next(), FreePort.next()))
            .toList());
  }

  /** Addresses of all, for clients. */
  public String bootstrapServers() {
    return IntStream.range(0, brokers.size())
        .mapToObj(this::server)
        .collect(Collectors.joining(","));
  }

  /** Copies of each partition. */
  int replicas() {
    return Math.min(MOST_REPLICAS, brokers.size());
  }

  /** All copies but one, so that one broker may be away. */
  int minInSyncReplicas() {
    return Math.max(1, replicas() - 1);
  }

  String server(int number) {
    return "127.0.0.1:" + brokers.get(number).kafka();
  }

  String controller(int number) {
    return "127.0.0.1:" + brokers.get(number).controller();
  }

  String voters() {
    return IntStream.range(0, brokers.size())
        .mapToObj(number -> node(number) + "@" + controller(number))
        .collect(Collectors.joining(","));
  }

  /** The ID Kafka knows the broker by. */
  static int node(int number) {
    return number + 1;
  }
}
