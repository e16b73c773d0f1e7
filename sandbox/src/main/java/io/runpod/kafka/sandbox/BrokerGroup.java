package io.runpod.kafka.sandbox;

import io.runpod.kafka.sandbox.stack.Broker;
import io.runpod.kafka.sandbox.stack.Wait;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;

/** The brokers of one cluster, numbered from 0. Owned by one thread. */
final class BrokerGroup {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final List<Broker> brokers;
  private final String bootstrapServers;

  BrokerGroup(List<Broker> brokers, String bootstrapServers) {
    this.brokers = List.copyOf(brokers);
    this.bootstrapServers = bootstrapServers;
  }

  /** Addresses of all. */
  String bootstrapServers() {
    return bootstrapServers;
  }

  List<Broker> all() {
    return brokers;
  }

  void startAll() {
    brokers.forEach(Broker::start);
  }

  /** Returns when every one of several is there: before, no topic could have its copies. */
  void awaitAll() throws InterruptedException {
    if (brokers.size() == 1) {
      return;
    }
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      int started =
          Wait.until(
              PATIENCE,
              () -> admin.describeCluster().nodes().get().size(),
              nodes -> nodes >= brokers.size());
      if (started < brokers.size()) {
        throw new IllegalStateException("not all brokers have started: " + bootstrapServers);
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("no broker answers: " + bootstrapServers, e);
    }
  }

  void stopAll() {
    // the last ones of several would wait for a majority of controllers, and the data goes anyway
    boolean alone = brokers.size() == 1;
    Stopping.all(brokers.stream().<Runnable>map(one -> alone ? one::stop : one::kill).toList());
  }
}
