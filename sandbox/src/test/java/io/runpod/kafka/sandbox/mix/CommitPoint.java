package io.runpod.kafka.sandbox.mix;

import io.runpod.kafka.sandbox.Sandbox;
import io.runpod.kafka.sandbox.client.TopicReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Has a job come to its end while the source waits for that: RunPod tells of it at that moment, and
 * its result is on its way. Owned by one thread.
 */
final class CommitPoint {
  /** It takes the source some time, on a busy machine more, to see that a job runs. */
  private static final List<Integer> TIMES = List.of(1, 2, 4);

  private static final int LEAST_MS = 600;
  private static final int MORE_MS = 500;

  /** Each source task has every other partition. */
  private static final int TASKS = 2;

  private final Sandbox sandbox;
  private final Load load;
  private final Cluster cluster;
  private final TopicReader<byte[]> ledger;
  private final Random chance;
  private final List<Act> acts = new ArrayList<>();
  private final List<String> told = new ArrayList<>();
  private Optional<String> job = Optional.empty();
  private int time;
  private int worker;

  CommitPoint(
      Sandbox sandbox, Load load, Cluster cluster, TopicReader<byte[]> ledger, Random chance) {
    this.sandbox = sandbox;
    this.load = load;
    this.cluster = cluster;
    this.ledger = ledger;
    this.chance = chance;
  }

  /** Goes on until the source waits for the end of a job, and then until it ends. */
  Aim aim(Duration patience) {
    time = LEAST_MS + chance.nextInt(MORE_MS);
    boolean ended =
        load.goOnUntil(this::runs, patience) && load.standUntil(this::hasEnded, patience);
    return new Aim(worker, "end of " + job.orElse("no job"), () -> ended && !isCommitted());
  }

  private boolean runs() {
    if (acts.stream().allMatch(this::isOver)) {
      acts.clear();
      TIMES.forEach(times -> acts.add(act(time * times)));
      acts.forEach(load::begin);
      // if these too are over before it is told that they run, longer ones follow
      time *= 2;
    }
    job = told.stream().filter(id -> !hasEnded(id)).findFirst();
    worker = job.map(id -> cluster.of(MixedConnectors.SOURCE, partition(id) % TASKS)).orElse(0);
    return job.isPresent() && !hasEnded();
  }

  private boolean isOver(Act act) {
    Stage stage = load.stage();
    return act.hasSent()
        && (stage.told(act.sent()).result(1).isPresent() || stage.isParked(act.sent()));
  }

  private Act act(int time) {
    return new Act("ends at a kill")
        .job(script(time))
        .awaitStatus("IN_PROGRESS")
        .then(
            (act, stage) -> {
              stage.told(act.sent()).job().ifPresent(told::add);
              return true;
            })
        .awaitResult(1);
  }

  private String script(int time) {
    return switch (chance.nextInt(4)) {
      case 0 -> "{\"delayMs\":%d,\"output\":{\"answer\":42}}".formatted(time);
      case 1 -> "{\"delayMs\":%d,\"error\":\"CUDA out of memory\"}".formatted(time);
      case 2 -> "{\"delayMs\":%d,\"output\":\"%s\"}".formatted(time, MixedConnectors.large());
      default -> "{\"delayMs\":20,\"chunks\":11,\"chunkIntervalMs\":%d}".formatted(time / 10);
    };
  }

  private int partition(String id) {
    return ledger.toEnd().stream()
        .filter(entry -> id.equals(entry.key()))
        .mapToInt(ConsumerRecord::partition)
        .findFirst()
        .orElse(0);
  }

  /** True as soon as RunPod has ended the job. */
  private boolean hasEnded() {
    return job.filter(this::hasEnded).isPresent();
  }

  private boolean hasEnded(String id) {
    return sandbox.endpoint().job(id).filter(one -> one.status().isTerminal()).isPresent();
  }

  /** True if the job's result is there for a consumer to see. */
  private boolean isCommitted() {
    return job.filter(load.stage()::hasResult).isPresent();
  }
}
