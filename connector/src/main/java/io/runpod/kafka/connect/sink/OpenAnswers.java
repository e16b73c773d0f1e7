package io.runpod.kafka.connect.sink;

import io.runpod.kafka.connect.api.Operation;
import io.runpod.kafka.connect.job.EndpointId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers that are on their way when partitions are taken from a task, or when it stops: it waits a
 * little for them, and the ledger gets those that come later without it. Owned by the task's
 * thread.
 */
final class OpenAnswers {
  private static final Logger LOG = LoggerFactory.getLogger(OpenAnswers.class);
  static final Duration CLOSE_PATIENCE = Duration.ofSeconds(2);
  static final Duration STOP_PATIENCE = Duration.ofSeconds(1);

  /** The ledger may lack replicas for a while, and nobody else knows what is to be written. */
  static final Duration LEDGER_PATIENCE = Duration.ofMinutes(10);

  private final Map<EndpointId, SinkSettings> endpoints;
  private final Engines engines;
  private final Supplier<Duration> longestHold;
  private final Runnable release;

  /**
   * @param longestHold the longest wait a record asked for itself so far
   * @param release runs when the engines have stopped and nothing is open any more, on any thread
   */
  OpenAnswers(
      Map<EndpointId, SinkSettings> endpoints,
      Engines engines,
      Supplier<Duration> longestHold,
      Runnable release) {
    this.endpoints = endpoints;
    this.engines = engines;
    this.longestHold = longestHold;
    this.release = release;
  }

  /**
   * Sends nothing more of these partitions and waits a little for what is on its way.
   *
   * @param ended the numbers of their assignments
   */
  void close(Map<TopicPartition, Long> ended) {
    List<CompletableFuture<Void>> all = new ArrayList<>();
    ended.forEach(
        (partition, assignment) -> {
          CompletableFuture<Void> settled = engines.revoke(Set.of(assignment));
          LateAnswers.leave(
              SinkSettings.common(endpoints).connector(), partition, settled, latest());
          all.add(settled);
        });
    await(CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)), CLOSE_PATIENCE);
  }

  /**
   * Returns soon, whatever is open. What RunPod accepts later still has to get into the ledger, or
   * nobody would ever read those jobs: the engines live on until then, sending nothing.
   */
  void stop() {
    CompletableFuture<Void> settled = engines.stop();
    if (await(settled, STOP_PATIENCE)) {
      release.run();
    } else {
      var unused =
          settled
              .orTimeout(latest().toMillis(), TimeUnit.MILLISECONDS)
              .whenCompleteAsync((done, tooLate) -> release.run());
    }
  }

  /** No answer comes later than this, and the ledger has taken it by then or will not soon. */
  private Duration latest() {
    Duration exchange =
        longest(
            endpoints.values().stream()
                .flatMap(one -> Arrays.stream(Operation.values()).map(one.endpoint()::deadline)));
    Duration held = longest(endpoints.values().stream().map(one -> one.runsync().hold()));
    return exchange.plus(longest(Stream.of(held, longestHold.get()))).plus(LEDGER_PATIENCE);
  }

  private static Duration longest(Stream<Duration> durations) {
    return durations.max(Comparator.naturalOrder()).orElseThrow();
  }

  private static boolean await(CompletableFuture<Void> settled, Duration patience) {
    try {
      settled.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      LOG.info("submits are still open after {} ms", patience.toMillis());
    } catch (ExecutionException e) {
      throw new IllegalStateException("never fails", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return false;
  }
}
