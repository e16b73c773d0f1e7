package io.runpod.kafka.simulator.job;

import com.fasterxml.jackson.databind.JsonNode;
import io.runpod.kafka.simulator.JobTruth;
import java.util.List;
import java.util.Optional;

/** What there is to see of an endpoint from behind. Owned by the endpoint's lock. */
public final class Insight {

  private final Register register;
  private final Backlog backlog;
  private final Crew crew;
  private final RemoteWorkers remote;
  private final WaitingRoom waitingRoom;

  Insight(
      Register register,
      Backlog backlog,
      Crew crew,
      RemoteWorkers remote,
      WaitingRoom waitingRoom) {
    this.register = register;
    this.backlog = backlog;
    this.crew = crew;
    this.remote = remote;
    this.waitingRoom = waitingRoom;
  }

  /** What really happened to every job, in acceptance order. */
  public List<JobTruth> truths() {
    return truths(0, Integer.MAX_VALUE);
  }

  /** The same for at most {@code limit} jobs, without the first {@code from}. */
  public List<JobTruth> truths(int from, int limit) {
    return register.truths(from, limit);
  }

  /** How many jobs {@link #truths()} knows. */
  public int size() {
    return register.size();
  }

  /** What really happened to one job, also after the API has forgotten it. */
  public Optional<JobTruth> truth(String id) {
    return register.truth(id);
  }

  /** The body a job was submitted with, but for the keys the platform drops. */
  public Optional<JsonNode> request(String id) {
    return register.recall(id).map(job -> job.submission().body());
  }

  /** Calls that wait now: for the end or a chunk of a job, and of real workers for a job. */
  public int waiting() {
    return waitingRoom.waiting() + remote.waiting();
  }

  public int queued() {
    return backlog.size();
  }

  /** Workers that have a job, scripted and real ones. */
  public int runningWorkers() {
    return crew.running() + remote.running();
  }
}
