package io.runpod.kafka.simulator.http;

import io.runpod.kafka.simulator.Arrival;
import io.runpod.kafka.simulator.Fault;
import io.runpod.kafka.simulator.Operation;
import io.runpod.kafka.simulator.fault.Verdict;
import io.runpod.kafka.simulator.job.Answer;
import io.runpod.kafka.simulator.limit.Gate;
import io.runpod.kafka.simulator.live.LiveEndpoint;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The data plane under {@code /v2}: finds endpoint and operation, checks the key, lets the fault
 * plan have its say, and answers. Thread-safe.
 */
final class Api implements Handler {

  private static final int SLOW_PIECES = 20;

  private final Function<String, Optional<Site>> sites;
  private final Credentials credentials;
  private final Later later;

  Api(Function<String, Optional<Site>> sites, Credentials credentials, Later later) {
    this.sites = sites;
    this.credentials = credentials;
    this.later = later;
  }

  @Override
  public void handle(Call call) throws IOException {
    List<String> path = call.path();
    Optional<Site> site = path.size() > 1 ? sites.apply(path.get(1)) : Optional.empty();
    Optional<Operation> operation =
        path.size() > 2 ? Operation.ofPath(path.get(2)) : Optional.empty();
    if (path.size() > 2 && WorkerApi.OPERATIONS.contains(path.get(2))) {
      workerCall(call, site);
      return;
    }
    boolean known = site.isPresent() && operation.isPresent() && fits(operation.get(), path);
    if (known) {
      Traffic traffic = site.get().traffic();
      traffic.arrive(new Arrival(Instant.now(), operation.get(), jobId(operation.get(), path)));
      call.whenEnded(code -> traffic.finish(operation.get(), code));
    }
    if (!credentials.accept(call)) {
      send(call, Answer.error(401, "unauthorized"));
    } else if (site.isEmpty()) {
      send(call, Answer.detail(404, "endpoint not found"));
    } else if (!known) {
      send(call, Answer.detail(404, "operation not found"));
    } else if (!operation.get().takes(call.verb())) {
      send(call, Answer.error(405, "method not allowed"));
    } else {
      admit(call, site.get(), operation.get());
    }
  }

  private void admit(Call call, Site site, Operation operation) {
    Optional<Gate.Refusal> refusal =
        site.gate().enter(operation, site.endpoint().now(), () -> load(site.endpoint()));
    if (refusal.isPresent()) {
      call.send(tooMany(refusal.get()));
      return;
    }
    call.whenEnded(
        code -> {
          site.gate().leave(operation);
          site.traffic().finish(operation, code);
        });
    Verdict verdict = site.faults().judge(operation);
    later.in(verdict.latency(), () -> serve(call, site, operation, verdict.what()));
  }

  private void serve(Call call, Site site, Operation operation, Fault.What fault) {
    if (fault instanceof Fault.Refuse refusal) {
      call.send(Reply.of(refusal));
      return;
    }
    if (fault instanceof Fault.Cut) {
      call.cut();
      return;
    }
    if (fault instanceof Fault.ClockJump jump) {
      site.endpoint().jumpTime(jump.time().toMillis());
    }
    String jobId = jobId(operation, call.path());
    try {
      Operations.perform(
              operation, jobId, call, site.endpoint(), answer -> deliver(call, answer, fault))
          .ifPresent(answer -> deliver(call, answer, fault));
    } catch (RefusedException e) {
      deliver(call, e.answer(), fault);
    } catch (IOException clientIsGone) {
      call.cut();
    }
  }

  private void deliver(Call call, Answer answer, Fault.What fault) {
    Reply reply = Reply.of(answer);
    if (fault instanceof Fault.LoseAnswer) {
      call.cut();
    } else if (fault instanceof Fault.AnswerAfter after) {
      later.in(after.time(), () -> call.send(reply));
    } else if (fault instanceof Fault.Truncate) {
      call.sendHalf(reply);
    } else if (fault instanceof Fault.WrongJson) {
      call.send(reply.withoutItsEnd());
    } else if (fault instanceof Fault.SlowBody slow) {
      Duration pause = slow.time().dividedBy(SLOW_PIECES);
      call.sendSlowly(reply, SLOW_PIECES, next -> later.in(pause, next));
    } else if (!(fault instanceof Fault.NeverAnswer)) {
      call.send(reply);
    }
  }

  private void workerCall(Call call, Optional<Site> site) throws IOException {
    if (!credentials.accept(call)) {
      send(call, Answer.error(401, "unauthorized"));
    } else if (site.isEmpty()) {
      send(call, Answer.detail(404, "endpoint not found"));
    } else {
      WorkerApi.handle(call, site.get().endpoint());
    }
  }

  private static Gate.Load load(LiveEndpoint endpoint) {
    int most = endpoint.options().workers();
    return endpoint.call(
        board -> new Gate.Load(board.insight().queued(), most, board.insight().runningWorkers()));
  }

  private static Reply tooMany(Gate.Refusal refusal) {
    Reply reply = Reply.of(Answer.error(429, "too many requests"));
    return refusal.retryAfterSeconds() == 0
        ? reply
        : reply.with("Retry-After", Integer.toString(refusal.retryAfterSeconds()));
  }

  private static void send(Call call, Answer answer) {
    call.send(Reply.of(answer));
  }

  private static String jobId(Operation operation, List<String> path) {
    return operation.subject() == Operation.Subject.JOB ? path.get(3) : "";
  }

  private static boolean fits(Operation operation, List<String> path) {
    return switch (operation.subject()) {
      case ENDPOINT -> path.size() == 3;
      case JOB -> path.size() == 4 && !path.get(3).isEmpty();
      case ANY_PATH -> true;
    };
  }
}
