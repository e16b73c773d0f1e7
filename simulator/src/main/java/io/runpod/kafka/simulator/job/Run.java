package io.runpod.kafka.simulator.job;

import java.util.Optional;

/**
 * One attempt of a scripted worker at one job: how far its script has been played. Owned by the
 * endpoint's lock.
 */
final class Run {

  private Optional<Crew.Worker> worker;
  private final Script script;
  private final long startedAt;
  private int played;

  /** The next step of the script, then the deadline of the attempt. */
  Agenda.Entry nextStep = Agenda.Entry.NOTHING;

  Agenda.Entry deadline = Agenda.Entry.NOTHING;

  Run(Crew.Worker worker, Script script, long now) {
    this.worker = Optional.of(worker);
    this.script = script;
    this.startedAt = now;
  }

  /** Takes the worker off the job; empty if it has left before. */
  Optional<Crew.Worker> letGo() {
    Optional<Crew.Worker> freed = worker;
    worker = Optional.empty();
    return freed;
  }

  Step next() {
    return script.step(played++);
  }

  long dueOf(Step step) {
    return startedAt + step.afterMs();
  }
}
