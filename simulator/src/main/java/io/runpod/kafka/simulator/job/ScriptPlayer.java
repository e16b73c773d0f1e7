package io.runpod.kafka.simulator.job;

/** Plays a job's script step by step. Owned by the endpoint's lock. */
final class ScriptPlayer {

  private final Agenda agenda;
  private final Attempts attempts;

  ScriptPlayer(Agenda agenda, Attempts attempts) {
    this.agenda = agenda;
    this.attempts = attempts;
  }

  /** Plays {@code script} from now until it ends or the job leaves its worker. */
  void play(Job job, Run run, Script script) {
    plan(job, run, script, agenda.now(), 0);
  }

  private void plan(Job job, Run run, Script script, long startedAt, int index) {
    Step step = script.step(index);
    if (step instanceof Step.Silence) {
      // the worker itself is free for others; only the platform still believes in the job
      attempts.doubt(job, run);
      run.letGo();
      return;
    }
    run.nextStep =
        agenda.at(
            startedAt + step.afterMs(),
            () -> {
              if (step instanceof Step.End end) {
                attempts.finish(job, end.outcome());
                return;
              }
              if (step instanceof Step.Chunk chunk) {
                attempts.chunk(job, chunk.value());
              } else if (step instanceof Step.Progress progress) {
                attempts.progress(job, progress.value());
              }
              plan(job, run, script, startedAt, index + 1);
            });
  }
}
