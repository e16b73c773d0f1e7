package io.runpod.kafka.sandbox.transactions;

import io.runpod.kafka.sandbox.transactions.Transaction.Fate;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.IntegerSerializer;

/**
 * Kafka's own producers, which write small transactions, one after the other, and commit all but
 * every fifth. Each runs in a thread of its own until the load is closed.
 */
final class TransactionLoad implements AutoCloseable {
  private static final int PRODUCERS = 6;
  private static final int RECORDS = 3;
  private static final int COMMITS_IN = 5;

  private final String bootstrapServers;
  private final List<TopicPartition> partitions;
  private final AtomicInteger numbers = new AtomicInteger();
  private final Queue<Transaction> ended = new ConcurrentLinkedQueue<>();
  private final List<Thread> threads;
  private volatile boolean closing;

  TransactionLoad(String bootstrapServers, List<TopicPartition> partitions) {
    this.bootstrapServers = bootstrapServers;
    this.partitions = List.copyOf(partitions);
    this.threads =
        IntStream.range(0, PRODUCERS)
            .mapToObj(n -> new Thread(() -> run("plain-" + n, new Random(n)), "plain-" + n))
            .toList();
    threads.forEach(Thread::start);
  }

  /** What came of all transactions so far. */
  List<Transaction> ended() {
    return List.copyOf(ended);
  }

  private void run(String id, Random chance) {
    while (!closing) {
      KafkaProducer<Integer, Integer> producer = producer(id);
      try {
        producer.initTransactions();
        while (!closing) {
          transaction(producer, chance);
        }
      } catch (KafkaException e) {
        // the next producer of that ID ends what is open
      } finally {
        producer.close(Duration.ZERO);
      }
    }
  }

  private void transaction(KafkaProducer<Integer, Integer> producer, Random chance) {
    int number = numbers.getAndIncrement();
    Set<TopicPartition> to = new LinkedHashSet<>();
    while (to.size() < RECORDS) {
      to.add(partitions.get(chance.nextInt(partitions.size())));
    }
    Fate fate = Fate.ABORTED;
    try {
      producer.beginTransaction();
      for (TopicPartition one : to) {
        // the commit fails if one of them did
        Future<?> unused =
            producer.send(new ProducerRecord<>(one.topic(), one.partition(), null, number));
      }
      producer.flush();
      if (chance.nextInt(COMMITS_IN) > 0) {
        fate = Fate.UNKNOWN;
        commit(producer);
        fate = Fate.COMMITTED;
      } else {
        producer.abortTransaction();
      }
    } finally {
      ended.add(new Transaction(number, List.copyOf(to), fate));
    }
  }

  private static void commit(KafkaProducer<Integer, Integer> producer) {
    while (true) {
      try {
        producer.commitTransaction();
        return;
      } catch (TimeoutException again) {
        // the commit is still on its way
      }
    }
  }

  private KafkaProducer<Integer, Integer> producer(String id) {
    return new KafkaProducer<>(
        Map.of(
            "bootstrap.servers",
            bootstrapServers,
            "transactional.id",
            id,
            "transaction.timeout.ms",
            "20000",
            "delivery.timeout.ms",
            Integer.toString(Integer.MAX_VALUE),
            "max.block.ms",
            "20000"),
        new IntegerSerializer(),
        new IntegerSerializer());
  }

  /** Returns when every producer has ended its last transaction. */
  @Override
  public void close() throws InterruptedException {
    closing = true;
    for (Thread thread : threads) {
      thread.join();
    }
  }
}
