package io.runpod.kafka.connect.api;

import io.runpod.kafka.connect.api.Fate.AnswerTooLarge;
import io.runpod.kafka.connect.api.Fate.Done;
import io.runpod.kafka.connect.api.Fate.Fatal;
import io.runpod.kafka.connect.api.Fate.InDoubt;
import io.runpod.kafka.connect.api.Fate.JobNotFound;
import io.runpod.kafka.connect.api.Fate.Reject;
import io.runpod.kafka.connect.api.Fate.Retry;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The one table of fates, by operation and answer.
 *
 * <pre>
 *                      reading (status …)   /run, /runsync, /stream
 *   2xx                done                 done
 *   3xx                fatal base.url       fatal base.url
 *   400 413 422        reject               reject; of a load-balancing endpoint: fatal endpoint.id
 *   401 403            fatal api.key        fatal api.key
 *   402                fatal endpoint.id    fatal endpoint.id (no credit)
 *   404 job not found  job not found        fatal endpoint.id; of /stream: job not found;
 *                                           of /runsync: in doubt, a purge may have removed the job
 *   404 anything else  fatal endpoint.id    fatal endpoint.id
 *   408                retry                in doubt
 *   405                fatal poll.method    fatal base.url; of /stream and /health: reject
 *   407 421 451        fatal base.url       fatal base.url
 *   429                retry                retry
 *   503                retry                in doubt, unless RunPod itself says that it cannot
 *   other 4xx          reject               reject
 *   500 502 504 52x    retry                in doubt
 *   no connection      retry                retry
 *   answer lost        retry                in doubt
 *   answer too large   too large            as its start says; of /stream: too large
 * </pre>
 */
public final class Fates {
  private static final String JOB_NOT_FOUND = "job not found";

  /** What a load-balancing endpoint, which has no queue, answers to every operation. */
  private static final String OTHER_KIND = "not allowed for QB API";

  private Fates() {}

  public static Fate of(Operation operation, Answer answer) {
    if (answer instanceof Answer.NotSent notSent) {
      return new Retry(notSent.reason(), Optional.empty(), false);
    }
    if (answer instanceof Answer.Lost lost) {
      return unknown(operation, lost.reason());
    }
    if (answer instanceof Answer.TooLarge large) {
      return operation.submits()
          ? ofResponse(
              operation, new Answer.Response(large.code(), large.start(), Optional.empty()))
          : new AnswerTooLarge(large.bytes(), CutBody.status(large.start()));
    }
    if (answer instanceof Answer.Response response) {
      return ofResponse(operation, response);
    }
    throw new IllegalStateException("no fate for " + answer);
  }

  private static Fate ofResponse(Operation operation, Answer.Response response) {
    int code = response.code();
    if (code >= 200 && code < 300) {
      return new Done(response.body());
    }
    String reason = "HTTP " + code + ": " + ErrorWords.of(response.body());
    if (code >= 400 && code < 500 && hasText(response.body(), OTHER_KIND)) {
      return new Fatal(
          EndpointSettings.ENDPOINT_ID,
          "a load-balancing endpoint, this connector needs one with a queue, " + reason);
    }
    return switch (code) {
      case 401, 403 -> new Fatal(EndpointSettings.API_KEY, "RunPod refuses the API key, " + reason);
      case 402 -> new Fatal(EndpointSettings.ENDPOINT_ID, "RunPod asks for payment, " + reason);
      case 404 -> notFound(operation, response.body(), reason);
      case 405 -> wrongMethod(operation, reason);
      case 407, 421, 451 -> new Fatal(EndpointSettings.BASE_URL, "not the RunPod API, " + reason);
      case 429 -> new Retry(reason, response.retryAfter(), true);
      case 503 -> unavailable(operation, response, reason);
      case 408 -> unknown(operation, reason);
      default -> {
        if (code >= 500) {
          yield unknown(operation, reason);
        }
        if (code >= 400) {
          yield new Reject(reason);
        }
        yield new Fatal(EndpointSettings.BASE_URL, "not the RunPod API, " + reason);
      }
    };
  }

  private static Fate wrongMethod(Operation operation, String reason) {
    if (operation.polls()) {
      return new Fatal(EndpointSettings.POLL_METHOD, "not how this is asked here, " + reason);
    }
    // jobs can do without the others
    return operation == Operation.STREAM || operation == Operation.HEALTH
        ? new Reject(reason)
        : new Fatal(EndpointSettings.BASE_URL, "not the RunPod API, " + reason);
  }

  private static Fate notFound(Operation operation, byte[] body, String reason) {
    boolean ofJob = hasText(body, JOB_NOT_FOUND);
    if (ofJob && !operation.submits()) {
      return new JobNotFound();
    }
    return ofJob && operation == Operation.RUNSYNC
        ? new InDoubt("the job was gone before it was answered, " + reason)
        : new Fatal(
            EndpointSettings.ENDPOINT_ID,
            "no such endpoint at RunPod, or "
                + EndpointSettings.BASE_URL
                + " is not that of the RunPod API, "
                + reason);
  }

  /** A gateway also says so when the connection behind it broke after the request was passed on. */
  private static Fate unavailable(Operation operation, Answer.Response response, String reason) {
    return operation.losesByRepeating() && !ErrorWords.areRunPods(response.body())
        ? new InDoubt(reason, response.retryAfter())
        : new Retry(reason, response.retryAfter(), false);
  }

  private static Fate unknown(Operation operation, String reason) {
    return operation.losesByRepeating()
        ? new InDoubt(reason)
        : new Retry(reason, Optional.empty(), false);
  }

  private static boolean hasText(byte[] body, String text) {
    return body.length < 1_000
        && new String(body, StandardCharsets.UTF_8).contains('"' + text + '"');
  }
}
