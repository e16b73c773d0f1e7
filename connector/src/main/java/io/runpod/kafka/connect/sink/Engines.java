package io.runpod.kafka.connect.sink;

import io.runpod.kafka.connect.api.KnownEndpoints;
import io.runpod.kafka.connect.api.Operation;
import io.runpod.kafka.connect.api.Quotas;
import io.runpod.kafka.connect.job.EndpointId;
import io.runpod.kafka.connect.metrics.CallMeter;
import io.runpod.kafka.connect.metrics.Metrics;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * The two engines of a task: one submits, the other executes commands. Each has a thread and a
 * mailbox of its own, so that neither waits for the other. Owned by the task's thread, but for
 * {@link #close}.
 */
final class Engines implements AutoCloseable {
  /** What a sink calls; a status is read before each retry. */
  private static final Set<Operation> CALLED =
      EnumSet.complementOf(EnumSet.of(Operation.STATUS_SYNC, Operation.STREAM));

  private final BlockingQueue<EngineEvent> submits = new LinkedBlockingQueue<>();
  private final BlockingQueue<EngineEvent> commands = new LinkedBlockingQueue<>();
  private final List<Quotas> quotas = new ArrayList<>();
  private final Engine submitEngine;
  private final Engine commandEngine;
  private final EngineThread submitThread;
  private final EngineThread commandThread;

  Engines(
      String name,
      Map<EndpointId, SinkSettings> settings,
      Connections connections,
      Queue<Outcome> outbox,
      KnownEndpoints known,
      Counters counters,
      Metrics metrics,
      long now) {
    Map<EndpointId, Engine> submitting = new LinkedHashMap<>();
    Map<EndpointId, Engine> commanding = new LinkedHashMap<>();
    settings.forEach(
        (endpoint, one) -> {
          Quotas shares = new Quotas(one.connector(), endpoint, one.taskIndex());
          quotas.add(shares);
          CallMeter calls = new CallMeter(call -> connections.runpod(endpoint, call));
          Metrics own = metrics.tagged("endpoint", endpoint.value());
          calls.show(own, CALLED);
          SubmitEngine submitEngine =
              new SubmitEngine(
                  one,
                  shares::of,
                  ports(calls, connections, submits, outbox, known),
                  counters,
                  now);
          submitEngine.show(own);
          submitting.put(endpoint, submitEngine);
          commanding.put(
              endpoint,
              new CommandEngine(
                  one,
                  shares::of,
                  ports(calls, connections, commands, outbox, known),
                  counters,
                  now));
        });
    submitEngine = new EndpointEngines(submitting);
    commandEngine = new EndpointEngines(commanding);
    submitThread = new EngineThread(name, submitEngine, submits, outbox);
    commandThread = new EngineThread(name + "-commands", commandEngine, commands, outbox);
  }

  private static Ports ports(
      CallMeter calls,
      Connections connections,
      Queue<EngineEvent> mailbox,
      Queue<Outcome> outbox,
      KnownEndpoints known) {
    return new Ports(
        calls::send,
        connections::ledger,
        mailbox,
        outbox,
        known,
        InstantSource.system(),
        RandomGenerator.getDefault());
  }

  void start() {
    submitThread.start();
    commandThread.start();
  }

  /** Where jobs are offered. */
  Queue<EngineEvent> submits() {
    return submits;
  }

  /** Where commands are offered. */
  Queue<EngineEvent> commands() {
    return commands;
  }

  void maySendUntil(long time) {
    submitEngine.maySendUntil(time);
    commandEngine.maySendUntil(time);
  }

  /** Ends these assignments; the future completes when nothing of them is open any more. */
  CompletableFuture<Void> revoke(Set<Long> assignments) {
    return tellBoth(settled -> new EngineEvent.Revoked(assignments, settled));
  }

  /** Sends nothing more at all; the future completes when nothing is open any more. */
  CompletableFuture<Void> stop() {
    quotas.forEach(Quotas::close);
    return tellBoth(EngineEvent.Stopping::new);
  }

  private CompletableFuture<Void> tellBoth(Function<CompletableFuture<Void>, EngineEvent> event) {
    return CompletableFuture.allOf(
        tell(submitThread, submits, event), tell(commandThread, commands, event));
  }

  /** An engine that has ended takes no events any more: there is nothing to wait for. */
  private static CompletableFuture<Void> tell(
      EngineThread thread,
      Queue<EngineEvent> mailbox,
      Function<CompletableFuture<Void>, EngineEvent> event) {
    CompletableFuture<Void> settled = new CompletableFuture<>();
    mailbox.add(event.apply(settled));
    return thread.alive() ? settled : CompletableFuture.completedFuture(null);
  }

  /** Ends both threads. Any thread may call it, when nothing is open any more. */
  @Override
  public void close() {
    submitThread.close();
    commandThread.close();
  }
}
