package io.runpod.kafka.simulator.http;

import io.runpod.kafka.simulator.Operation;
import io.runpod.kafka.simulator.job.Answer;
import io.runpod.kafka.simulator.job.Submission;
import io.runpod.kafka.simulator.live.LiveEndpoint;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** Turns a call into the operation on the endpoint it asks for. Stateless. */
final class Operations {

  private static final int MIB = 1 << 20;
  private static final int RUN_LIMIT_MIB = 10;
  private static final int RUNSYNC_LIMIT_MIB = 20;
  private static final long LONG_POLL_MS = 90_000;
  private static final long STREAM_HOLD_MS = 10_000;

  private Operations() {}

  /**
   * Performs the operation.
   *
   * @param jobId the job in the path, empty where the operation has none
   * @param later gets the answer of a call that waits; not called when an answer is returned
   */
  static Optional<Answer> perform(
      Operation operation, String jobId, Call call, LiveEndpoint endpoint, Consumer<Answer> later)
      throws IOException, RefusedException {
    if (operation != Operation.RUN && operation != Operation.RUNSYNC) {
      call.drain();
    }
    return switch (operation) {
      case RUN -> {
        Submission submission = submission(call, RUN_LIMIT_MIB);
        yield Optional.of(endpoint.call(board -> board.run(submission)));
      }
      case RUNSYNC -> {
        long wait = Parameters.wait(call, LONG_POLL_MS);
        Submission submission = submission(call, RUNSYNC_LIMIT_MIB);
        yield endpoint.call(board -> board.runSync(submission, wait, later));
      }
      case STATUS -> {
        OptionalLong ttl = Parameters.ttl(call);
        yield Optional.of(endpoint.call(board -> board.status(jobId, ttl)));
      }
      case STATUS_SYNC -> {
        long wait = Parameters.wait(call, LONG_POLL_MS);
        yield endpoint.call(board -> board.statusSync(jobId, wait, later));
      }
      case STREAM -> {
        long wait = Parameters.wait(call, STREAM_HOLD_MS);
        yield endpoint.call(board -> board.stream(jobId, wait, later));
      }
      case CANCEL -> Optional.of(endpoint.call(board -> board.cancel(jobId)));
      case RETRY -> Optional.of(endpoint.call(board -> board.retry(jobId)));
      case PURGE_QUEUE -> Optional.of(endpoint.call(board -> board.purgeQueue()));
      case HEALTH -> Optional.of(endpoint.call(board -> board.health()));
      case REQUESTS, OPENAI -> Optional.of(notSimulated(operation));
    };
  }

  private static Submission submission(Call call, int limitMib)
      throws IOException, RefusedException {
    byte[] body =
        call.body(limitMib * MIB)
            .orElseThrow(
                () -> RefusedException.invalid("exceeded max body size of " + limitMib + "MiB"));
    return SubmissionReader.read(body);
  }

  private static Answer notSimulated(Operation operation) {
    return Answer.error(501, "/" + operation.path() + " is not simulated");
  }
}
