package io.runpod.kafka.connect.command;

import io.runpod.kafka.connect.api.CommandBody;
import io.runpod.kafka.connect.api.Fate;
import io.runpod.kafka.connect.api.JobBody;
import io.runpod.kafka.connect.api.Operation;
import io.runpod.kafka.connect.api.PurgeBody;
import io.runpod.kafka.connect.api.UnreadableAnswer;
import io.runpod.kafka.connect.job.JobStatus;
import java.util.Optional;

/** What the answer to a command's call says. */
sealed interface CommandAnswer {

  /** RunPod cancelled the job, or queued it again. */
  record Executed() implements CommandAnswer {}

  /** RunPod emptied the queue. */
  record Purged(long removed) implements CommandAnswer {}

  /** The job has failed or timed out; a retry makes RunPod forget {@code status}. */
  @SuppressWarnings("ArrayRecordComponent") // a body is handed over, never compared
  record Retryable(byte[] status) implements CommandAnswer {}

  /** RunPod will not do it. */
  record No(String reason) implements CommandAnswer {}

  /** RunPod may have done it; {@code retryAfter} is when it is to be asked again, if it said so. */
  record InDoubt(String reason, Optional<String> retryAfter) implements CommandAnswer {
    InDoubt(String reason) {
      this(reason, Optional.empty());
    }
  }

  /** RunPod did nothing. */
  record Nothing(CommandStep then) implements CommandAnswer {}

  /**
   * @param repeatable it does no harm if the operation is done twice
   * @throws UnreadableAnswer if it is none of RunPod's
   */
  static CommandAnswer of(Operation operation, Fate fate, boolean repeatable)
      throws UnreadableAnswer {
    if (fate instanceof Fate.Done done) {
      return done(operation, done.body());
    } else if (fate instanceof Fate.Retry retry) {
      return new Nothing(
          new CommandStep.Again(retry.reason(), retry.retryAfter(), retry.throttled()));
    } else if (fate instanceof Fate.InDoubt doubt) {
      return new InDoubt(doubt.reason(), doubt.retryAfter());
    } else if (fate instanceof Fate.AnswerTooLarge large) {
      String reason = "an answer of " + large.bytes() + " bytes is too large to read";
      return operation.posts() && !repeatable ? new InDoubt(reason) : new No(reason);
    } else if (fate instanceof Fate.Reject reject) {
      return new No(reject.reason());
    } else if (fate instanceof Fate.JobNotFound) {
      return new No("RunPod no longer knows the job: job not found, never submitted or expired");
    } else if (fate instanceof Fate.Fatal fatal) {
      return new Nothing(new CommandStep.Fail(fatal.message()));
    }
    throw new IllegalStateException("no step after " + fate);
  }

  private static CommandAnswer done(Operation operation, byte[] body) throws UnreadableAnswer {
    return switch (operation) {
      case CANCEL, RETRY -> executed(body);
      case PURGE_QUEUE -> new Purged(PurgeBody.parse(body));
      case STATUS -> status(body);
      default -> throw new IllegalStateException("no command calls " + operation);
    };
  }

  private static CommandAnswer executed(byte[] body) throws UnreadableAnswer {
    CommandBody.check(body);
    return new Executed();
  }

  private static CommandAnswer status(byte[] body) throws UnreadableAnswer {
    JobStatus found = JobBody.parse(body).status();
    return found.equals(JobStatus.FAILED) || found.equals(JobStatus.TIMED_OUT)
        ? new Retryable(body)
        : new No("only jobs that are FAILED or TIMED_OUT can be retried, this one is " + found);
  }

  /**
   * What came in the place of an answer of RunPod's, if it was none. Of what RunPod says of one
   * command nothing follows for others, readable or not.
   */
  static Optional<String> strange(Fate fate) {
    try {
      if (fate instanceof Fate.Done done) {
        CommandBody.check(done.body());
      }
      return Optional.empty();
    } catch (UnreadableAnswer e) {
      return Optional.of(e.getMessage());
    }
  }

  /** The job had failed just before: what it is now shows whether RunPod took the retry. */
  static boolean showsRetried(Fate look) {
    if (!(look instanceof Fate.Done done)) {
      return false;
    }
    try {
      JobStatus now = JobBody.parse(done.body()).status();
      return now.equals(JobStatus.IN_QUEUE)
          || now.equals(JobStatus.IN_PROGRESS)
          || now.equals(JobStatus.COMPLETED);
    } catch (UnreadableAnswer e) {
      return false;
    }
  }
}
