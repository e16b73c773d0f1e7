package io.runpod.kafka.sandbox.observe;

import io.runpod.kafka.simulator.JobTruth;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The records whose submit was in doubt: RunPod may have accepted, but the acceptance was not in
 * the ledger when another task took over. The only records that may be submitted twice.
 */
@FunctionalInterface
public interface InDoubt {
  /**
   * True if the record may have been submitted this often.
   *
   * @param jobs the jobs it became, in the order of acceptance
   */
  boolean allows(SentRecord sent, List<JobTruth> jobs);

  /** Nothing was in doubt. */
  static InDoubt none() {
    return (sent, jobs) -> false;
  }

  /** These records, by number. */
  static InDoubt records(Set<Integer> numbers) {
    return (sent, jobs) -> numbers.contains(sent.number());
  }

  /**
   * Records of which every job but the last is missing in the ledger: its acceptance was lost with
   * the task that had it.
   *
   * @param ledger IDs of the jobs the ledger has as submitted
   */
  static InDoubt notIn(Set<String> ledger) {
    return (sent, jobs) ->
        jobs.subList(0, jobs.size() - 1).stream().noneMatch(job -> ledger.contains(job.id()));
  }

  /**
   * Records no job of which is in the ledger, as where records in doubt are parked.
   *
   * @param ledger IDs of the jobs the ledger has as submitted
   */
  static InDoubt unknownTo(Set<String> ledger) {
    return (sent, jobs) -> jobs.stream().noneMatch(job -> ledger.contains(job.id()));
  }

  /** Those of these records that something was killed of between their submits. */
  default InDoubt andKilled(List<Instant> kills) {
    return (sent, jobs) ->
        allows(sent, jobs)
            && IntStream.range(1, jobs.size())
                .allMatch(
                    next ->
                        kills.stream()
                            .anyMatch(
                                kill ->
                                    // a request may be with RunPod for a moment after the kill
                                    kill.isAfter(acceptedAt(jobs.get(next - 1)).minusSeconds(1))
                                        && kill.isBefore(acceptedAt(jobs.get(next)))));
  }

  private static Instant acceptedAt(JobTruth job) {
    return job.states().get(0).at();
  }
}
