package io.runpod.kafka.connect.job;

import java.util.Objects;

/**
 * A job's status in RunPod's own word. Words RunPod adds later pass through as text and count as
 * not terminal; {@link #EXPIRED} is the one word that is ours.
 */
public record JobStatus(String word) {
  public static final JobStatus IN_QUEUE = new JobStatus("IN_QUEUE");
  public static final JobStatus IN_PROGRESS = new JobStatus("IN_PROGRESS");
  public static final JobStatus COMPLETED = new JobStatus("COMPLETED");
  public static final JobStatus FAILED = new JobStatus("FAILED");
  public static final JobStatus CANCELLED = new JobStatus("CANCELLED");
  public static final JobStatus TIMED_OUT = new JobStatus("TIMED_OUT");
  public static final JobStatus EXPIRED = new JobStatus("EXPIRED");

  /** Longer words are cut: this one is in every record, event ID and source offset. */
  private static final int LONGEST = 64;

  public JobStatus {
    Objects.requireNonNull(word);
  }

  /** The status of a word; one shared instance for each word that is known here. */
  public static JobStatus of(String word) {
    return switch (word) {
      case "IN_QUEUE" -> IN_QUEUE;
      // the documentation lists RUNNING beside IN_PROGRESS; no recorded body has it
      case "IN_PROGRESS", "RUNNING" -> IN_PROGRESS;
      case "COMPLETED" -> COMPLETED;
      case "FAILED" -> FAILED;
      case "CANCELLED" -> CANCELLED;
      case "TIMED_OUT" -> TIMED_OUT;
      case "EXPIRED" -> EXPIRED;
      default -> new JobStatus(cut(word));
    };
  }

  private static String cut(String word) {
    if (word.length() <= LONGEST) {
      return word;
    }
    boolean inPair = Character.isHighSurrogate(word.charAt(LONGEST - 1));
    return word.substring(0, inPair ? LONGEST - 1 : LONGEST);
  }

  /** True if the attempt is over. */
  public boolean terminal() {
    return this.equals(COMPLETED)
        || this.equals(FAILED)
        || this.equals(CANCELLED)
        || this.equals(TIMED_OUT)
        || this.equals(EXPIRED);
  }

  @Override
  public String toString() {
    return word;
  }
}
