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
 *   400 413 422        reject               reject
 *   401 403            fatal api.key        fatal api.key
 *   402                fatal endpoint.id    fatal endpoint.id (no credit)
 *   404 job not found  job not found        fatal endpoint.id; of /stream: job not found;
 *                                           of /runsync: in doubt, a purge may have removed the job
 *   404 anything else  fatal endpoint.id    fatal endpoint.id
 *   408                retry                in doubt
 *   429 503            retry                retry
 *   other 4xx          reject               reject
 *   500 502 504 52x    retry                in doubt
 *   no connection      retry                retry
 *   answer lost        retry                in doubt
 *   answer too large   too large            as its start says; of /stream: too large
 * </pre>
 */
public final class Fates {
  private static final String JOB_NOT_FOUND = "job not found";

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
    return switch (code) {
      case 401, 403 -> new Fatal(EndpointSettings.API_KEY, "RunPod refuses the API key, " + reason);
      case 402 -> new Fatal(EndpointSettings.ENDPOINT_ID, "RunPod asks for payment, " + reason);
      case 404 -> notFound(operation, response.body(), reason);
      case 429 -> new Retry(reason, response.retryAfter(), true);
      case 503 -> new Retry(reason, response.retryAfter(), false);
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

  private static Fate notFound(Operation operation, byte[] body, String reason) {
    boolean ofJob = isJobNotFound(body);
    if (ofJob && !operation.submits()) {
      return new JobNotFound();
    }
    return ofJob && operation == Operation.RUNSYNC
        ? new InDoubt("the job was gone before it was answered, " + reason)
        : new Fatal(EndpointSettings.ENDPOINT_ID, "no such endpoint at RunPod, " + reason);
  }

  private static Fate unknown(Operation operation, String reason) {
    return operation.losesByRepeating()
        ? new InDoubt(reason)
        : new Retry(reason, Optional.empty(), false);
  }

  private static boolean isJobNotFound(byte[] body) {
    return body.length < 1_000
        && new String(body, StandardCharsets.UTF_8).contains('"' + JOB_NOT_FOUND + '"');
  }
}
