package io.runpod.kafka.simulator.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.runpod.kafka.simulator.job.Answer;
import io.runpod.kafka.simulator.job.Json;
import io.runpod.kafka.simulator.job.WorkerDesk;
import io.runpod.kafka.simulator.live.LiveEndpoint;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The worker's side of an endpoint, {@code /v2/<endpoint>/job-take/<worker>} and its kin, as the
 * Python SDK calls it. Stateless.
 */
final class WorkerApi {

  static final Set<String> OPERATIONS =
      Set.of("job-take", "job-take-batch", "job-stream", "job-done", "job-stop", "ping");

  /** Well under the 90 s after which the SDK gives a call up. */
  private static final long HOLD_MS = 20_000;

  private static final int REPORT_LIMIT = 64 << 20;
  private static final Answer DONE = Answer.ok(JsonNodeFactory.instance.objectNode());

  private WorkerApi() {}

  /** Serves a call whose operation is one of {@link #OPERATIONS}. */
  static void handle(Call call, LiveEndpoint endpoint) throws IOException {
    try {
      Consumer<Answer> later = answer -> call.send(Reply.of(answer));
      perform(call, endpoint, later).ifPresent(later);
    } catch (RefusedException e) {
      call.send(Reply.of(e.answer()));
    }
  }

  private static Optional<Answer> perform(Call call, LiveEndpoint endpoint, Consumer<Answer> later)
      throws IOException, RefusedException {
    List<String> path = call.path();
    String worker = segment(path, 3);
    return switch (path.get(2)) {
      case "job-take" -> ask(endpoint, desk -> desk.take(worker, 0, HOLD_MS, later));
      case "job-take-batch" -> {
        int most = batchSize(call);
        yield ask(endpoint, desk -> desk.take(worker, most, HOLD_MS, later));
      }
      case "job-stop" -> ask(endpoint, desk -> desk.stop(worker, HOLD_MS, later));
      case "ping" -> {
        Set<String> jobs =
            new HashSet<>(Arrays.asList(call.query("job_id").orElse("").split(",", -1)));
        yield ask(
            endpoint,
            desk -> {
              desk.ping(worker, jobs);
              return Optional.of(DONE);
            });
      }
      default -> {
        String job = segment(path, 4);
        JsonNode body = body(call);
        boolean chunk = path.get(2).equals("job-stream");
        yield ask(
            endpoint,
            desk -> {
              if (chunk) {
                desk.stream(worker, job, body);
              } else {
                desk.done(worker, job, body);
              }
              return Optional.of(DONE);
            });
      }
    };
  }

  private static Optional<Answer> ask(
      LiveEndpoint endpoint, Function<WorkerDesk, Optional<Answer>> question) {
    return endpoint.call(board -> question.apply(board.workers()));
  }

  private static int batchSize(Call call) throws RefusedException {
    try {
      int size = Integer.parseInt(call.query("batch_size").orElse("1"));
      if (size >= 1) {
        return size;
      }
    } catch (NumberFormatException e) {
      // refused below
    }
    throw RefusedException.invalid("batch_size is invalid; must be at least 1");
  }

  private static JsonNode body(Call call) throws IOException, RefusedException {
    byte[] body =
        call.body(REPORT_LIMIT).orElseThrow(() -> RefusedException.invalid("body is too large"));
    try {
      return Json.read(body);
    } catch (IOException e) {
      throw RefusedException.invalid("json is invalid");
    }
  }

  private static String segment(List<String> path, int index) throws RefusedException {
    if (path.size() <= index || path.get(index).isEmpty()) {
      throw new RefusedException(Answer.detail(404, "not found"));
    }
    return path.get(index);
  }
}
