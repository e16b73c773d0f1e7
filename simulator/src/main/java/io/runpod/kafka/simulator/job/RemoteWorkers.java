package io.runpod.kafka.simulator.job;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.runpod.kafka.simulator.EndpointOptions;
import io.runpod.kafka.simulator.Timing;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Real workers that speak the worker protocol: who waits for jobs, who has which, and who has not
 * been heard of for too long. Owned by the endpoint's lock.
 */
final class RemoteWorkers {

  /** Nothing to hand out: the worker asks again. */
  static final Answer NOTHING = new Answer(204, JsonNodeFactory.instance.missingNode());

  /** A {@code job-take} that waits; {@code most} 0 = a single job, not a list. */
  private record Taker(RemoteWorker worker, int most, Consumer<Answer> reply) {}

  private final EndpointOptions options;
  private final Agenda agenda;
  private final Attempts attempts;
  private final Collection<Effect> effects;
  private final Map<String, RemoteWorker> workers = new LinkedHashMap<>();
  private final Deque<Taker> takers = new ArrayDeque<>();

  RemoteWorkers(
      EndpointOptions options, Agenda agenda, Attempts attempts, Collection<Effect> effects) {
    this.options = options;
    this.agenda = agenda;
    this.attempts = attempts;
    this.effects = effects;
  }

  boolean isWaiting() {
    return !takers.isEmpty();
  }

  /** How many calls for jobs wait now. */
  int waiting() {
    return takers.size();
  }

  /** The worker wants jobs; it is answered when there are some, or 204 after {@code holdMs}. */
  void take(String workerId, int most, long holdMs, Consumer<Answer> reply) {
    Taker taker = new Taker(heardOf(workerId), most, reply);
    takers.add(taker);
    agenda.in(
        holdMs,
        () -> {
          if (takers.remove(taker)) {
            effects.add(new Effect.Reply(reply, NOTHING));
          }
        });
  }

  /** Gives the worker that has waited longest what it asked for, as far as the queue has it. */
  void serve(Backlog backlog) {
    Taker taker = takers.remove();
    ArrayNode taken = JsonNodeFactory.instance.arrayNode();
    do {
      backlog.poll().ifPresent(job -> taken.add(begin(job, taker.worker())));
    } while (taken.size() < taker.most() && backlog.size() > 0);
    effects.add(
        new Effect.Reply(taker.reply(), Answer.ok(taker.most() == 0 ? taken.get(0) : taken)));
  }

  /** The worker wants to know which of its jobs to stop. */
  Optional<Answer> stop(String workerId, long holdMs, Consumer<Answer> reply) {
    RemoteWorker worker = heardOf(workerId);
    if (!worker.toStop.isEmpty()) {
      return Optional.of(worker.takeStops());
    }
    worker.stopListener = Optional.of(reply);
    agenda.in(
        holdMs,
        () -> {
          if (worker.stopListener.filter(listener -> listener == reply).isPresent()) {
            worker.stopListener = Optional.empty();
            effects.add(new Effect.Reply(reply, NOTHING));
          }
        });
    return Optional.empty();
  }

  /** The worker is alive, and with it the jobs it names. */
  void ping(String workerId, Set<String> jobIds) {
    RemoteWorker worker = heardOf(workerId);
    worker.pings = true;
    worker.jobs.forEach(
        (id, job) -> {
          if (jobIds.contains(id)) {
            job.run.ifPresent(run -> attempts.doubt(job, run));
          }
        });
  }

  /** The worker says something about one of its jobs; empty if the job is not its any longer. */
  Optional<Job> report(String workerId, String jobId) {
    Optional<Job> job = Optional.ofNullable(heardOf(workerId).jobs.get(jobId));
    job.ifPresent(mine -> mine.run.ifPresent(run -> attempts.doubt(mine, run)));
    return job;
  }

  /** Workers heard of lately, with or without jobs. */
  int size() {
    return (int) workers.values().stream().filter(this::isAlive).count();
  }

  /** Workers heard of lately that have a job. */
  int running() {
    return (int)
        workers.values().stream().filter(one -> isAlive(one) && !one.jobs.isEmpty()).count();
  }

  private ObjectNode begin(Job job, RemoteWorker worker) {
    worker.jobs.put(job.id(), job);
    Run run = attempts.begin(job, worker.id, () -> letGo(job, worker));
    attempts.doubt(job, run);
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("id", job.id());
    if (!job.submission().input().isEmpty()) {
      body.set("input", job.submission().input());
    }
    return body;
  }

  /** The job is over, or taken from the worker, which then has to be told. */
  private void letGo(Job job, RemoteWorker worker) {
    worker.jobs.remove(job.id());
    if (!worker.reporting) {
      worker.toStop.add(job.id());
      worker.stopListener.ifPresent(
          listener -> effects.add(new Effect.Reply(listener, worker.takeStops())));
    }
  }

  /** Runs {@code finish} for a worker that has reported the end of a job by itself. */
  void reporting(String workerId, Runnable finish) {
    RemoteWorker worker = heardOf(workerId);
    worker.reporting = true;
    finish.run();
    worker.reporting = false;
  }

  private RemoteWorker heardOf(String workerId) {
    if (!workers.containsKey(workerId)) {
      workers.values().removeIf(one -> !isAlive(one) && one.jobs.isEmpty());
    }
    RemoteWorker worker = workers.computeIfAbsent(workerId, RemoteWorker::new);
    worker.lastHeard = agenda.now();
    if (!worker.pings) {
      // a worker without an API key sends no pings: any call keeps its jobs alive
      worker.jobs.values().forEach(job -> job.run.ifPresent(run -> attempts.doubt(job, run)));
    }
    return worker;
  }

  private boolean isAlive(RemoteWorker worker) {
    return agenda.now() - worker.lastHeard <= options.millis(Timing.LOST_AFTER);
  }
}
