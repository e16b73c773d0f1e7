package io.runpod.kafka.sandbox.graceful;

import io.runpod.kafka.sandbox.client.Topics;
import io.runpod.kafka.sandbox.observe.Coordinates;
import io.runpod.kafka.sandbox.observe.Produced;
import io.runpod.kafka.sandbox.observe.SentRecord;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * Jobs at a steady pace, whatever happens to the connectors: over some topics in turn, a third of
 * them streaming for a second and some of them failing. Sends on a thread of its own.
 */
final class SteadyLoad implements AutoCloseable {
  private static final long EVERY_MS = 40;

  private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
  private final CompletableFuture<Produced> failed = new CompletableFuture<>();
  private final Produced produced = new Produced();
  private final Topics topics;
  private final List<String> names;
  private volatile int sent;

  SteadyLoad(Topics topics, List<String> names) {
    this.topics = topics;
    this.names = List.copyOf(names);
  }

  void start() {
    var unused = thread.scheduleAtFixedRate(this::sendOrFail, 0, EVERY_MS, TimeUnit.MILLISECONDS);
  }

  private void sendOrFail() {
    try {
      send();
    } catch (RuntimeException e) {
      failed.completeExceptionally(e);
      throw e;
    }
  }

  private void send() {
    int n = sent;
    String topic = names.get(n % names.size());
    RecordMetadata at = topics.sendNow(new ProducerRecord<>(topic, "key-" + n, input(n)));
    Coordinates place = new Coordinates(topic, at.partition(), at.offset());
    produced.add(new SentRecord(n, place, SentRecord.Fate.JOB));
    sent = n + 1;
  }

  private static String input(int n) {
    String script =
        switch (n % 6) {
          case 0, 3 ->
              """
              {"chunks":%d,"chunkIntervalMs":150}"""
                  .formatted(3 + n % 7);
          case 1 -> "{\"delayMs\":150,\"error\":\"CUDA out of memory\"}";
          default ->
              """
              {"delayMs":%d,"output":{"n":%d}}"""
                  .formatted(100 + n % 400, n);
        };
    return "{\"n\":%d,\"simulate\":%s}".formatted(n, script);
  }

  /** Records sent so far. Any thread. */
  int sent() {
    return sent;
  }

  /** Sends no more, and returns what was sent. */
  Produced end() throws InterruptedException, ExecutionException {
    thread.shutdown();
    if (!thread.awaitTermination(30, TimeUnit.SECONDS)) {
      throw new IllegalStateException("a record cannot be sent");
    }
    return failed.isDone() ? failed.get() : produced;
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
