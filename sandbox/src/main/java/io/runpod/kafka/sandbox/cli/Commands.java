package io.runpod.kafka.sandbox.cli;

import io.runpod.kafka.sandbox.client.Confluent;
import io.runpod.kafka.sandbox.client.ConnectRest;
import io.runpod.kafka.sandbox.client.ConnectorStatus;
import io.runpod.kafka.sandbox.client.TopicReader;
import io.runpod.kafka.sandbox.client.Topics;
import io.runpod.kafka.sandbox.stack.StackFiles;
import io.runpod.kafka.schema.Contract;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;

/** What can be done with a sandbox that is up. */
final class Commands {
  private static final Duration WAIT = Duration.ofMillis(200);

  private final Session session;
  private final PrintStream out;

  Commands(Session session, PrintStream out) {
    this.session = session;
    this.out = out;
  }

  /** Sends one job's input. */
  void send(String input) {
    try (Topics topics = topics()) {
      RecordMetadata sent =
          topics.sendNow(
              new ProducerRecord<>(
                  Contract.JOBS.defaultTopic(), UUID.randomUUID().toString(), input));
      out.println("sent to " + sent);
    }
  }

  /** Prints a topic's records from the first on, and follows it until the process ends. */
  void tail(String topic) {
    boolean avro =
        Arrays.stream(Contract.values())
            .anyMatch(c -> c != Contract.JOBS && c.defaultTopic().equals(topic));
    Deserializer<?> values = avro ? confluent().deserializer() : new ByteArrayDeserializer();
    try (Topics topics = topics();
        TopicReader<?> reader = topics.reader(topic, values)) {
      while (!Thread.currentThread().isInterrupted()) {
        reader.next(WAIT).forEach(this::print);
      }
    }
  }

  /** Prints how each connector and its tasks are. */
  void status() {
    ConnectRest connect = new ConnectRest(URI.create(session.connectUrl()));
    for (String name : connect.names()) {
      ConnectorStatus status = connect.status(name);
      out.printf("%-20s %s%n", name, status.state());
      for (ConnectorStatus.Task task : status.tasks()) {
        out.printf("  task %-13d %s%n", task.number(), task.state());
      }
      if (!status.failure().isEmpty()) {
        out.println(status.failure());
      }
    }
  }

  private void print(ConsumerRecord<String, ?> rec) {
    Object value =
        rec.value() instanceof byte[] bytes
            ? new String(bytes, StandardCharsets.UTF_8)
            : rec.value();
    out.printf("%d-%d %s %s%n", rec.partition(), rec.offset(), rec.key(), value);
  }

  private Topics topics() {
    return new Topics(session.bootstrapServers(), confluent());
  }

  private Confluent confluent() {
    return new Confluent(StackFiles.locate().confluent(), session.registryUrl());
  }
}
