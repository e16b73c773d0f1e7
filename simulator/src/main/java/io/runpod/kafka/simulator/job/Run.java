package io.runpod.kafka.simulator.job;

/** One attempt of a worker at a job, while it lasts. Owned by the endpoint's lock. */
final class Run {

  private final String workerId;
  private final Runnable letGo;
  private boolean held = true;

  /** What is planned for this attempt; dropped when it ends. */
  Agenda.Entry nextStep = Agenda.Entry.NOTHING;

  Agenda.Entry deadline = Agenda.Entry.NOTHING;

  /** When the platform will believe the worker dead; {@code NOTHING} while nobody doubts. */
  Agenda.Entry silence = Agenda.Entry.NOTHING;

  /**
   * An attempt that has begun.
   *
   * @param letGo gives the worker's place back; run once
   */
  Run(String workerId, Runnable letGo) {
    this.workerId = workerId;
    this.letGo = letGo;
  }

  String workerId() {
    return workerId;
  }

  /** The worker no longer has the job, though the platform may still believe it. */
  void letGo() {
    if (held) {
      held = false;
      letGo.run();
    }
  }
}
