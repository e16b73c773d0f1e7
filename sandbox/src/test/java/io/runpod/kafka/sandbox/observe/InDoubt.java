package io.runpod.kafka.sandbox.observe;

import io.runpod.kafka.simulator.JobTruth;
import java.util.List;
import java.util.Set;

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
}
