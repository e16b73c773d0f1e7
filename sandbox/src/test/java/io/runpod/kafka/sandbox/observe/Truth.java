package io.runpod.kafka.sandbox.observe;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toMap;

import com.fasterxml.jackson.databind.JsonNode;
import io.runpod.kafka.simulator.JobTruth;
import io.runpod.kafka.simulator.SimulatedEndpoint;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the simulator knows of the jobs it was given: an immutable snapshot. */
public final class Truth {
  private final Map<String, JobTruth> byId;
  private final Map<Integer, List<JobTruth>> byNumber;
  private final Map<String, Traffic> traffic = new LinkedHashMap<>();

  /**
   * @param traffic by endpoint
   */
  public Truth(List<JobTruth> jobs, Map<String, Traffic> traffic) {
    this.byId =
        jobs.stream()
            .collect(toMap(JobTruth::id, job -> job, (first, copy) -> first, LinkedHashMap::new));
    this.byNumber = jobs.stream().collect(groupingBy(job -> number(job.input())));
    this.traffic.putAll(traffic);
  }

  public static Truth of(SimulatedEndpoint... endpoints) {
    List<JobTruth> jobs = new ArrayList<>();
    Map<String, Traffic> traffic = new LinkedHashMap<>();
    for (SimulatedEndpoint endpoint : endpoints) {
      jobs.addAll(endpoint.jobs());
      traffic.put(endpoint.options().name(), Traffic.of(endpoint));
    }
    return new Truth(jobs, traffic);
  }

  /** The number in a job's input, however the input is wrapped; -1 if there is none. */
  public static int number(JsonNode input) {
    return input.findPath("n").asInt(-1);
  }

  public Collection<JobTruth> jobs() {
    return Collections.unmodifiableCollection(byId.values());
  }

  public Optional<JobTruth> job(String id) {
    return Optional.ofNullable(byId.get(id));
  }

  /** The job's attempts; none if RunPod never had it. */
  public List<TrueAttempt> attempts(String id) {
    return job(id).map(TrueAttempt::of).orElse(List.of());
  }

  /** True if the last attempt of the job is over. */
  public boolean hasEnded(String id) {
    List<TrueAttempt> attempts = attempts(id);
    return !attempts.isEmpty() && attempts.get(attempts.size() - 1).ended();
  }

  /** The jobs the record with that number became, in the order of acceptance. */
  public List<JobTruth> jobsOf(int number) {
    return byNumber.getOrDefault(number, List.of());
  }

  /** What each endpoint was asked. */
  public Map<String, Traffic> traffic() {
    return Collections.unmodifiableMap(traffic);
  }
}
