package io.runpod.kafka.sandbox.mix;

import io.runpod.kafka.sandbox.Sandbox;
import io.runpod.kafka.sandbox.client.TopicReader;
import io.runpod.kafka.simulator.Fault;
import io.runpod.kafka.simulator.JobTruth;
import io.runpod.kafka.simulator.Operation;
import io.runpod.kafka.simulator.SimulatedEndpoint;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Has submits be on their way for as long as a kill needs: to RunPod, or back. Owned by one thread.
 */
final class SubmitPoint {
  private static final Duration HELD = Duration.ofSeconds(4);

  /** As if RunPod were some way off, so that submits are in flight at any moment. */
  private static final Duration WAY = Duration.ofMillis(40);

  private final SimulatedEndpoint endpoint;
  private final Load load;
  private final Cluster cluster;
  private final TopicReader<byte[]> ledger;
  private final Random chance;

  SubmitPoint(
      Sandbox sandbox, Load load, Cluster cluster, TopicReader<byte[]> ledger, Random chance) {
    this.endpoint = sandbox.endpoint();
    this.load = load;
    this.cluster = cluster;
    this.ledger = ledger;
    this.chance = chance;
  }

  /** Lets submits through, at their usual pace. */
  void letPass() {
    endpoint.faults().clear();
    endpoint.faults().add(Fault.on(Operation.RUN, Operation.RUNSYNC).latency(WAY));
  }

  /** Goes on until RunPod holds submits it has not taken, and will drop. */
  Aim before(Duration patience) {
    int most = 1 + chance.nextInt(4);
    Fault submits = Fault.on(Operation.RUN, Operation.RUNSYNC).times(most);
    endpoint.faults().clear();
    endpoint.faults().add(submits.latency(HELD));
    endpoint.faults().add(submits.cutConnection());
    boolean met = load.goOnUntil(() -> held() > 0, patience);
    return new Aim(chance.nextInt(cluster.workers()), held() + " submits held", () -> met);
  }

  private int held() {
    return endpoint.faults().hits().get(0).count();
  }

  /** Goes on until RunPod has accepted jobs, and holds its answers back. */
  Aim after(Duration patience) {
    endpoint.faults().clear();
    endpoint.faults().add(Fault.on(Operation.RUN).answerAfter(HELD));
    // those that were on their way are answered at once
    load.goOnFor(WAY.multipliedBy(3));
    Set<String> before = ids();
    int wanted = before.size() + 1 + chance.nextInt(3);
    load.goOnUntil(() -> ids().size() >= wanted && owner(lastBut(before)).isPresent(), patience);
    Optional<JobTruth> accepted = lastBut(before);
    Optional<Integer> owner = owner(accepted);
    return new Aim(
        owner.orElse(0),
        "accepted " + accepted.map(JobTruth::id).orElse("nothing"),
        () -> owner.isPresent() && !isInLedger(accepted.orElseThrow()));
  }

  private Optional<JobTruth> lastBut(Set<String> before) {
    return endpoint.jobs().stream()
        .filter(job -> !before.contains(job.id()) && !job.id().startsWith("sync-"))
        .reduce((first, last) -> last);
  }

  private Optional<Integer> owner(Optional<JobTruth> job) {
    return job.flatMap(load.stage()::recordOf).flatMap(sent -> cluster.ownerOf(sent.at()));
  }

  private Set<String> ids() {
    return endpoint.jobs().stream().map(JobTruth::id).collect(Collectors.toSet());
  }

  private boolean isInLedger(JobTruth job) {
    return ledger.toEnd().stream().map(ConsumerRecord::key).anyMatch(job.id()::equals);
  }
}
