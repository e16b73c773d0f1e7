package io.runpod.kafka.sandbox;

import static org.awaitility.Awaitility.await;

import io.runpod.kafka.sandbox.client.ConnectorFile;
import io.runpod.kafka.sandbox.client.TopicReader;
import io.runpod.kafka.sandbox.observe.Consumed;
import io.runpod.kafka.sandbox.observe.DeadLetter;
import io.runpod.kafka.sandbox.observe.Produced;
import io.runpod.kafka.sandbox.observe.Story;
import io.runpod.kafka.sandbox.observe.Truth;
import io.runpod.kafka.schema.Contract;
import io.runpod.kafka.simulator.EndpointOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The load of the end-to-end tests: 500 jobs, a third of them streaming and some of them failing,
 * over 4 partitions, with 2 tasks each side.
 */
final class FiveHundredJobs implements AutoCloseable {
  static final int COUNT = 500;

  private static final String JOBS = Contract.JOBS.defaultTopic();
  private static final int PARTITIONS = 4;
  private static final int TASKS = 2;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Sandbox sandbox;
  private final List<ConnectorFile> connectors;
  private final Consumed consumed;
  private Produced produced;

  FiveHundredJobs(Sandbox sandbox) {
    this.sandbox = sandbox;
    this.connectors =
        List.of(
            sandbox.connector("runpod-source.json"), sandbox.connector("runpod-sink-json.json"));
    this.consumed = new Consumed(sandbox.topics());
  }

  /** Enough workers to need about ten seconds for all jobs. */
  static EndpointOptions endpoint() {
    return EndpointOptions.named("five-hundred").workers(12);
  }

  void start() throws Exception {
    sandbox.topics().create(JOBS, PARTITIONS, Map.of());
    for (ConnectorFile connector : connectors) {
      sandbox.create(connector, TASKS);
    }
    produced = Produced.to(sandbox.topics(), JOBS, PARTITIONS, COUNT, FiveHundredJobs::input);
  }

  void awaitResults(int count) {
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              connectors.forEach(this::requireNotFailed);
              return consumed.results().size() >= count;
            });
  }

  // waiting for the results of a failed task would be in vain
  private void requireNotFailed(ConnectorFile connector) {
    String reason = sandbox.connect().status(connector.name()).reason();
    if (!reason.isEmpty()) {
      throw new IllegalStateException(connector.name() + ": " + reason);
    }
  }

  /** Waits for all results, stops the connectors in order, and reads what they have left. */
  Story finish() {
    awaitResults(COUNT);
    connectors.forEach(connector -> sandbox.connect().delete(connector.name()));
    await().atMost(PATIENCE).until(() -> sandbox.connect().names().isEmpty());
    return new Story(produced, Truth.of(sandbox.endpoint()), consumed.outputs(), deadLetters());
  }

  private List<DeadLetter> deadLetters() {
    try (TopicReader<byte[]> queue =
        sandbox.topics().reader("runpod.jobs.dlq", new ByteArrayDeserializer())) {
      return queue.toEnd().stream().map(DeadLetter::of).toList();
    }
  }

  private static String input(int n) {
    String script =
        switch (n % 6) {
          case 0, 3 ->
              """
              {"chunks":%d,"chunkIntervalMs":20}"""
                  .formatted(5 + n % 11);
          case 1 -> "{\"delayMs\":150,\"error\":\"CUDA out of memory\"}";
          default ->
              """
              {"delayMs":%d,"output":{"n":%d}}"""
                  .formatted(100 + n % 200, n);
        };
    return "{\"n\":%d,\"simulate\":%s}".formatted(n, script);
  }

  @Override
  public void close() {
    consumed.close();
  }
}
