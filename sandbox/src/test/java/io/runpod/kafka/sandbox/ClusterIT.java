package io.runpod.kafka.sandbox;

import static org.awaitility.Awaitility.await;

import io.runpod.kafka.sandbox.client.ConnectorFile;
import io.runpod.kafka.sandbox.client.ConnectorStatus;
import io.runpod.kafka.sandbox.client.TopicReader;
import io.runpod.kafka.schema.JobResult;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

/** Brokers and workers in processes of their own, which come and go. */
class ClusterIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Test
  void jobsComeBackAfterABrokerRestartAndThroughASecondWorker() throws Exception {
    try (Sandbox sandbox =
            Sandbox.builder()
                .name("cluster")
                .brokerInChild()
                // a consumer that could not say goodbye, as the broker was away, is missed sooner
                .worker("consumer.session.timeout.ms", "6000")
                .worker("consumer.heartbeat.interval.ms", "2000")
                .start();
        TopicReader<JobResult> results = sandbox.topics().avroReader("runpod.job-results")) {
      sandbox.topics().create("runpod.jobs", 4, Map.of());
      ConnectorFile source = sandbox.connector("runpod-source.json");
      ConnectorFile sink = sandbox.connector("runpod-sink-json.json");
      sandbox.create(source, 2);
      sandbox.create(sink, 2);
      sendAndAwait(sandbox, results, 5);

      sandbox.workers().add();
      await().atMost(PATIENCE).until(() -> workersOf(sandbox, source, sink).size() == 2);
      sendAndAwait(sandbox, results, 10);

      sandbox.broker().stop();
      sandbox.broker().start();
      sendAndAwait(sandbox, results, 15);
    }
  }

  private static Set<String> workersOf(Sandbox sandbox, ConnectorFile... connectors) {
    return Stream.of(connectors)
        .map(connector -> sandbox.connect().status(connector.name()))
        .filter(status -> status.isRunning(2))
        .flatMap(status -> status.tasks().stream())
        .map(ConnectorStatus.Task::worker)
        .collect(Collectors.toSet());
  }

  private static void sendAndAwait(Sandbox sandbox, TopicReader<JobResult> results, int total) {
    for (int i = 0; i < 5; i++) {
      sandbox
          .topics()
          .sendNow(new ProducerRecord<>("runpod.jobs", "key-" + i, "{\"prompt\":\"hello\"}"));
    }
    await().atMost(PATIENCE).until(() -> results.toEnd().size() == total);
  }
}
