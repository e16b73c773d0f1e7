package io.runpod.kafka.sandbox.mix;

import io.runpod.kafka.sandbox.Sandbox;
import io.runpod.kafka.sandbox.client.ConnectRefused;
import io.runpod.kafka.sandbox.client.ConnectRest;
import io.runpod.kafka.sandbox.client.ConnectorStatus;
import io.runpod.kafka.sandbox.observe.Coordinates;
import io.runpod.kafka.sandbox.stack.LogTail;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.common.TopicPartition;

/** The workers and brokers of a crash run: what runs where, and its end. Owned by one thread. */
final class Cluster {
  private final Sandbox sandbox;
  private final int workers;
  private final List<Instant> kills = new ArrayList<>();
  private boolean lackedBroker;

  Cluster(Sandbox sandbox, int workers) {
    this.sandbox = sandbox;
    this.workers = workers;
  }

  int workers() {
    return workers;
  }

  /** Ends a worker as {@code kill -9} does. */
  void kill(int worker) {
    sandbox.workers().kill(worker);
    kills.add(Instant.now());
  }

  /** Starts a worker that was killed, and does not wait for it. */
  void launch(int worker) {
    sandbox.workers().launch(worker);
  }

  /** When something was killed. */
  List<Instant> kills() {
    return Collections.unmodifiableList(kills);
  }

  /** Takes a broker away, from 0: in order, or as {@code kill -9} does. */
  void takeAway(int broker, boolean killed) {
    lackedBroker = true;
    if (killed) {
      sandbox.brokers().get(broker).kill();
    } else {
      sandbox.brokers().get(broker).stop();
    }
  }

  /** Starts a broker that was taken away. */
  void bringBack(int broker) {
    sandbox.brokers().get(broker).start();
  }

  /** True as soon as a broker has been taken away. */
  boolean hasLackedBroker() {
    return lackedBroker;
  }

  void awaitAll() throws InterruptedException {
    for (int worker = 0; worker < workers; worker++) {
      sandbox.workers().awaitReady(worker);
    }
  }

  /** What the worker writes to its log from now on. */
  LogTail log(int worker) {
    return sandbox.workers().followLog(worker);
  }

  /** The worker whose task has a record of the jobs; nothing if none has it right now. */
  Optional<Integer> ownerOf(Coordinates at) {
    if (workers == 1) {
      return Optional.of(0);
    }
    return members(MixedConnectors.JOBS).stream()
        .filter(
            member ->
                member
                    .assignment()
                    .topicPartitions()
                    .contains(new TopicPartition(at.topic(), at.partition())))
        .map(member -> Integer.parseInt(member.clientId().replaceFirst(".*-", "")))
        .map(task -> of(MixedConnectors.JOBS, task))
        .findFirst();
  }

  /** The next offset to read of each partition of the jobs, as the sink has committed it. */
  Map<Integer, Long> committedOfJobs() {
    Map<Integer, Long> next = new HashMap<>();
    try {
      sandbox
          .topics()
          .admin()
          .listConsumerGroupOffsets(group(MixedConnectors.JOBS))
          .partitionsToOffsetAndMetadata()
          .get()
          .forEach((at, committed) -> next.put(at.partition(), committed.offset()));
      return next;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("the sink's offsets are not known", e);
    }
  }

  private List<MemberDescription> members(String sink) {
    String group = group(sink);
    try {
      return List.copyOf(
          sandbox
              .topics()
              .admin()
              .describeConsumerGroups(List.of(group))
              .describedGroups()
              .get(group)
              .get()
              .members());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("the group " + group + " is not known", e);
    }
  }

  private static String group(String sink) {
    return "connect-" + sink;
  }

  /** The worker that has a task; the first one if that is not known now. */
  int of(String connector, int task) {
    if (workers == 1) {
      return 0;
    }
    return status(connector).stream()
        .flatMap(status -> status.tasks().stream())
        .filter(one -> one.number() == task)
        .flatMap(
            one ->
                IntStream.range(0, workers)
                    .boxed()
                    .filter(n -> sandbox.connectUrl(n).endsWith(one.worker())))
        .findFirst()
        .orElse(0);
  }

  /**
   * Starts again what has failed of a connector.
   *
   * @return false if no worker could: they pass it on to their leader, which may be gone
   */
  boolean restartFailed(String connector) {
    for (int worker = 0; worker < workers; worker++) {
      try {
        rest(worker).restartFailed(connector);
        return true;
      } catch (UncheckedIOException | ConnectRefused notThere) {
        // another may be
      }
    }
    return false;
  }

  /** What a worker that answers says of a connector; nothing if none does. */
  Optional<ConnectorStatus> status(String connector) {
    return IntStream.range(0, workers)
        .mapToObj(this::rest)
        .flatMap(rest -> answer(rest, connector))
        .findFirst();
  }

  private ConnectRest rest(int worker) {
    return new ConnectRest(URI.create(sandbox.connectUrl(worker)));
  }

  private static Stream<ConnectorStatus> answer(ConnectRest rest, String connector) {
    try {
      return Stream.of(rest.status(connector));
    } catch (UncheckedIOException | ConnectRefused notThere) {
      return Stream.empty();
    }
  }
}
