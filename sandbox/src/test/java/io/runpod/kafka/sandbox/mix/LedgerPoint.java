package io.runpod.kafka.sandbox.mix;

import io.runpod.kafka.sandbox.client.TopicReader;
import io.runpod.kafka.sandbox.observe.Coordinates;
import io.runpod.kafka.sandbox.observe.Ledger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Meets a job between its entry in the ledger and the commit of its record's offset. A sink that
 * was idle commits at once what it finishes then; after a commit it lets some time go by. So a
 * record is sent when a commit has been seen, and struck before the next one is due. Owned by one
 * thread.
 */
final class LedgerPoint {
  /** A sink's task lets that much go by between two commits. */
  static final Duration COMMITS = Duration.ofSeconds(1);

  /** Half of it: a commit may take some time to be seen, and a kill takes some. */
  private static final long FRESH_NANOS = COMMITS.dividedBy(2).toNanos();

  private static final Duration LOOK = Duration.ofMillis(20);

  /** Between two times that the load goes on, which takes longer. */
  private static final int LOOKS = 8;

  private final Load load;
  private final Cluster cluster;
  private final TopicReader<byte[]> ledger;
  private final List<Coordinates> entries = new ArrayList<>();
  private final Map<Integer, Long> committed = new HashMap<>();

  /** When each partition's last commit was still to come. */
  private final Map<Integer, Long> dueSince = new HashMap<>();

  private long looked;
  private Optional<Coordinates> entry = Optional.empty();
  private Optional<Integer> owner = Optional.empty();

  LedgerPoint(Load load, Cluster cluster, TopicReader<byte[]> ledger) {
    this.load = load;
    this.cluster = cluster;
    this.ledger = ledger;
  }

  /** Goes on until the ledger has a job whose record's offset will not be committed at once. */
  Aim aim(Duration patience) {
    ledger.toEnd();
    load.goOnUntil(() -> IntStream.range(0, LOOKS).anyMatch(look -> isMet()), patience);
    return new Aim(
        owner.orElse(0),
        "record " + entry.map(Coordinates::toString).orElse("none"),
        () -> owner.isPresent() && !isCommitted(entry.orElseThrow()));
  }

  private boolean isMet() {
    ledger.next(LOOK).stream()
        .filter(one -> Ledger.kind(one).equals("submitted"))
        .map(Ledger::request)
        .filter(at -> at.topic().equals(Stage.JOBS))
        .forEach(entries::add);
    lookAtCommits();
    entry = entries.stream().filter(this::isFresh).reduce((first, last) -> last);
    owner = entry.flatMap(cluster::ownerOf);
    // finding the owner takes its time
    return owner.isPresent() && entry.filter(this::isFresh).isPresent();
  }

  private void lookAtCommits() {
    long before = looked;
    looked = System.nanoTime();
    cluster
        .committedOfJobs()
        .forEach(
            (partition, offset) -> {
              Long last = committed.put(partition, offset);
              if (last != null && !last.equals(offset)) {
                dueSince.put(partition, before);
                send(partition);
              }
            });
  }

  private void send(int partition) {
    Act act =
        new Act("in the ledger at a kill")
            .job(
                n ->
                    new ProducerRecord<>(
                        Stage.JOBS,
                        partition,
                        "key-" + n,
                        "{\"n\":%d,\"simulate\":{\"delayMs\":20}}".formatted(n)))
            .awaitResult(1);
    load.begin(act);
    act.goOn(load.stage());
  }

  private boolean isFresh(Coordinates at) {
    Long since = dueSince.get(at.partition());
    return since != null
        && System.nanoTime() - since < FRESH_NANOS
        && committed.get(at.partition()) <= at.offset();
  }

  private boolean isCommitted(Coordinates at) {
    return cluster.committedOfJobs().getOrDefault(at.partition(), 0L) > at.offset();
  }
}
