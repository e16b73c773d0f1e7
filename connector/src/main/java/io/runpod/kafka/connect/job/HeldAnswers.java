package io.runpod.kafka.connect.job;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The last answers about jobs whose streams are still being read: their results are told behind the
 * streams. What is not held is read again, so there is no need to hold more than fits.
 */
final class HeldAnswers {
  /** Of an answer that RunPod still has for a while. */
  private static final int MOST_BYTES_EACH = 64 * 1024;

  private static final long MOST_BYTES_IN_ALL = 32L * 1024 * 1024;

  private final Map<Job, JobAnswer> answers = new HashMap<>();
  private long bytes;

  /** Holds an answer that is small. */
  void holdIfSmall(Job job, JobAnswer answer) {
    if (answer.bytes() <= MOST_BYTES_EACH) {
      hold(job, answer);
    }
  }

  /** Holds an answer that RunPod may have forgotten when it is needed, if there is room. */
  void hold(Job job, JobAnswer answer) {
    drop(job);
    if (bytes + answer.bytes() <= MOST_BYTES_IN_ALL) {
      answers.put(job, answer);
      bytes += answer.bytes();
    }
  }

  Optional<JobAnswer> of(Job job) {
    return Optional.ofNullable(answers.get(job));
  }

  void drop(Job job) {
    JobAnswer dropped = answers.remove(job);
    bytes -= dropped == null ? 0 : dropped.bytes();
  }
}
