package io.runpod.kafka.sandbox.observe;

import io.runpod.kafka.simulator.JobTruth;
import io.runpod.kafka.simulator.SimulatedEndpoint;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What the simulator knows about the jobs it was given: an immutable snapshot. */
public final class Truth {
  private final Map<String, JobTruth> byId;
  private final Map<Integer, List<JobTruth>> byNumber;

  private Truth(List<JobTruth> jobs) {
    byId = jobs.stream().collect(Collectors.toMap(JobTruth::id, job -> job));
    byNumber = jobs.stream().collect(Collectors.groupingBy(job -> job.input().path("n").asInt()));
  }

  public static Truth of(SimulatedEndpoint endpoint) {
    return new Truth(endpoint.jobs());
  }

  public JobTruth job(String id) {
    return byId.get(id);
  }

  /** How many jobs were accepted. */
  public int accepted() {
    return byId.size();
  }

  /** Jobs of records that were submitted more than once. */
  public List<List<JobTruth>> duplicates() {
    return byNumber.values().stream().filter(jobs -> jobs.size() > 1).toList();
  }
}
