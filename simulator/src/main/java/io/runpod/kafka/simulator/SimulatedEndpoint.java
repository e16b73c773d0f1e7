package io.runpod.kafka.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import io.runpod.kafka.simulator.http.Site;
import io.runpod.kafka.simulator.job.Board;
import java.util.List;
import java.util.Optional;

/**
 * One endpoint of a running simulator, seen from behind: the truth, and its faults. Thread-safe.
 */
public final class SimulatedEndpoint {

  private final Site site;

  SimulatedEndpoint(Site site) {
    this.site = site;
  }

  public EndpointOptions options() {
    return site.endpoint().options();
  }

  /** What happened to every job so far, in the order of acceptance. */
  public List<JobTruth> jobs() {
    return site.endpoint().call(board -> board.insight().truths());
  }

  /** What happened to one job so far, also after the API has forgotten it. */
  public Optional<JobTruth> job(String id) {
    return site.endpoint().call(board -> board.insight().truth(id));
  }

  /**
   * The body a job was submitted with, also after the API has forgotten it: input, policy, webhook
   * and s3Config. The platform drops all other keys.
   */
  public Optional<JsonNode> request(String id) {
    return site.endpoint().call(board -> board.insight().request(id));
  }

  /** The requests seen so far. */
  public RequestCounts requests() {
    return site.traffic().snapshot();
  }

  /** The latest 100 000 requests one by one, oldest first. */
  public List<Arrival> arrivals() {
    return site.traffic().latest();
  }

  /** The plan of what goes wrong on this endpoint. */
  public Faults faults() {
    return site.faults();
  }

  /** Calls that wait now: for the end or a chunk of a job, and of real workers for a job. */
  public int waitingCalls() {
    return site.endpoint().call(board -> board.insight().waiting());
  }

  /**
   * So many scripted workers are throttled or unhealthy from now on: {@code /health} says so, and
   * they take no jobs. 0 and 0 makes all of them well again.
   */
  public void ail(int throttledWorkers, int unhealthyWorkers) {
    if (throttledWorkers < 0 || unhealthyWorkers < 0) {
      throw new IllegalArgumentException("workers must be at least 0");
    }
    site.endpoint()
        .call(
            board -> {
              board.ail(throttledWorkers, unhealthyWorkers);
              return null;
            });
  }

  /**
   * Takes all jobs out of the queue as {@code /purge-queue} does, without counting as a request.
   */
  public void purgeQueue() {
    site.endpoint().call(Board::purgeQueue);
  }

  /** The body {@code /health} answers with, without being counted as a request. */
  public JsonNode health() {
    return site.endpoint().call(Board::health).body();
  }
}
