package io.runpod.kafka.connect.sink;

import io.runpod.kafka.connect.ledger.LedgerScan;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What Kafka has of a task's input. Used on the take-over's thread; closed on any. */
final class InputFacts implements Takeover.Source {
  private static final Logger LOG = LoggerFactory.getLogger(InputFacts.class);
  private static final long PATIENCE_SECONDS = 15;

  private final SinkSettings settings;
  private Admin admin;
  private boolean closed;
  private boolean toldOfRefusal;

  InputFacts(SinkSettings settings) {
    this.settings = settings;
  }

  @Override
  public Map<TopicPartition, OffsetAndMetadata> committed(Set<TopicPartition> partitions)
      throws InterruptedException {
    return GroupOffsets.read(admin(), settings.group(), partitions);
  }

  @Override
  public Map<String, TopicId> topicIds(Set<String> topics) throws InterruptedException {
    Map<String, TopicId> ids = new HashMap<>();
    try {
      String cluster = get(admin().describeCluster().clusterId());
      for (var described : admin().describeTopics(topics).topicNameValues().entrySet()) {
        topicId(described.getValue())
            .ifPresent(id -> ids.put(described.getKey(), new TopicId(cluster, id.toString())));
      }
    } catch (ExecutionException e) {
      throw new KafkaException(
          "topics " + topics + " cannot be described: " + e.getCause().getMessage(), e.getCause());
    } catch (TimeoutException e) {
      throw new KafkaException("topics " + topics + " cannot be described in time", e);
    }
    return ids;
  }

  /** Nothing for a topic that is not there, or not to be seen, or whose broker knows no IDs. */
  private Optional<Uuid> topicId(KafkaFuture<TopicDescription> described)
      throws ExecutionException, InterruptedException, TimeoutException {
    try {
      return Optional.of(get(described).topicId()).filter(id -> !id.equals(Uuid.ZERO_UUID));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof AuthorizationException && !toldOfRefusal) {
        toldOfRefusal = true;
        LOG.warn(
            "an input topic may not be described, so it goes unnoticed if it is created anew: {}",
            e.getCause().getMessage());
      } else if (!(e.getCause() instanceof AuthorizationException
          || e.getCause() instanceof UnknownTopicOrPartitionException)) {
        throw e;
      }
      return Optional.empty();
    }
  }

  private static <T> T get(KafkaFuture<T> future)
      throws ExecutionException, InterruptedException, TimeoutException {
    return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void scan(Optional<Instant> since, LedgerScan.Listener listener) {
    LedgerScan.run(
        settings.ledger(),
        "runpod-takeover-" + settings.connector() + '-' + settings.taskIndex(),
        settings.connector(),
        since,
        listener);
  }

  private synchronized Admin admin() throws InterruptedException {
    if (closed) {
      throw new InterruptedException("the task has stopped");
    }
    if (admin == null) {
      Map<String, Object> client = settings.ledger().admin();
      client.putIfAbsent("default.api.timeout.ms", 10_000);
      client.putIfAbsent("request.timeout.ms", 5_000);
      admin = Admin.create(client);
    }
    return admin;
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (admin != null) {
      admin.close(Duration.ZERO);
    }
  }
}
