package io.runpod.kafka.sandbox.mix;

import io.runpod.kafka.simulator.Operation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Commands and held submits at one endpoint while it misbehaves. What is to be commanded is there
 * before, so that the commands meet the faults. Owned by one thread.
 */
final class FaultActs {
  /** How far a run has come, and how many of its acts wait for the faults. */
  static final class Phase {
    private int waves;
    private boolean over;
    private int ready;

    /** Acts that have all they need. */
    int ready() {
      return ready;
    }

    /** The faults are there, and the acts of the next wave begin. */
    void nextWave() {
      waves++;
    }

    /** What failed everything has gone. */
    void end() {
      over = true;
    }
  }

  private final String endpoint;
  private final int wave;
  private final Phase phase;

  /**
   * @param wave with which the acts begin, from 0
   */
  FaultActs(String endpoint, int wave, Phase phase) {
    this.endpoint = endpoint;
    this.wave = wave;
    this.phase = phase;
  }

  /** The tasks get to know the endpoint: one that never worked is not given time. */
  Act before() {
    return new Act("before")
        .job("{\"delayMs\":20}", here())
        .awaitResult(1)
        .command("CANCEL")
        .then((act, stage) -> stage.asked(Operation.CANCEL, act.jobId(stage)));
  }

  /** Everything at once. */
  List<Act> all() {
    return List.of(
        runsync(), runsync(), longRunsync(), cancel(), cancel(), retry(), retry(), noJob());
  }

  private Act runsync() {
    return whenFaulty(new Act("runsync"))
        .job("{\"delayMs\":100}", here("runpod.mode", "runsync"))
        .awaitResult(1)
        .point(told -> told.ended(1, "COMPLETED") && isSync(told));
  }

  private Act longRunsync() {
    return whenFaulty(new Act("runsync, longer than its wait"))
        .job("{\"delayMs\":1500}", here("runpod.mode", "runsync", "runpod.wait.ms", "1000"))
        .awaitResult(1)
        .point(told -> told.ended(1, "COMPLETED") && isSync(told));
  }

  private static boolean isSync(Told told) {
    return told.job().filter(id -> id.startsWith("sync-")).isPresent();
  }

  /** Where RunPod says for a while that there is no such job, whoever commands tries again. */
  private Act cancel() {
    return whenFaulty(
            new Act("cancel").job("{\"delayMs\":600000}", here()).awaitStatus("IN_PROGRESS"))
        .command("CANCEL")
        .awaitResultOrRefusal(1)
        .then((act, stage) -> stage.hasResult(act.jobId(stage)) || phase.over)
        .endUnless(told -> told.result(1).isEmpty())
        .command("CANCEL")
        .awaitResult(1)
        .point(told -> told.ended(1, "CANCELLED"));
  }

  private Act retry() {
    return whenFaulty(
            new Act("retry")
                .job("{\"delayMs\":20,\"error\":\"no such model\"}", here())
                .awaitResult(1))
        .command("RETRY")
        .awaitResultOrRefusal(2)
        .point(told -> told.ended(2, "FAILED"));
  }

  private Act noJob() {
    return whenFaulty(new Act("command for no job"))
        .command(
            endpoint + "-none",
            "{\"command\":\"CANCEL\",\"jobId\":\"no-such-job\",\"endpointId\":\"%s\"}"
                .formatted(endpoint))
        .awaitRefusal("no longer knows the job");
  }

  /** While all calls fail. */
  Act purgeInTheStorm() {
    return purge(whenFaulty(new Act("purge in the storm")));
  }

  /** Of a queue that is empty by then: what a purge in doubt removed is told a minute later. */
  Act purge() {
    return purge(new Act("purge"));
  }

  private Act purge(Act act) {
    return act.command(
            endpoint + "-all",
            "{\"command\":\"PURGE_QUEUE\",\"endpointId\":\"%s\"}".formatted(endpoint))
        .awaitPurgeOrRefusal();
  }

  private Act whenFaulty(Act act) {
    return act.then(
            (one, stage) -> {
              phase.ready++;
              return true;
            })
        .then((one, stage) -> phase.waves > wave);
  }

  private Map<String, String> here(String... headers) {
    Map<String, String> all = new HashMap<>();
    all.put("runpod.endpoint", endpoint);
    for (int i = 0; i < headers.length; i += 2) {
      all.put(headers[i], headers[i + 1]);
    }
    return all;
  }
}
