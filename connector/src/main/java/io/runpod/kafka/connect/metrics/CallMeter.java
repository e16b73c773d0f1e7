package io.runpod.kafka.connect.metrics;

import io.runpod.kafka.connect.api.Answer;
import io.runpod.kafka.connect.api.Call;
import io.runpod.kafka.connect.api.Operation;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/** Sends calls to one endpoint and counts them by operation. Thread-safe. */
public final class CallMeter {
  private static final int TOO_MANY = 429;
  private static final int SERVER_ERROR = 500;

  private final Function<Call, CompletableFuture<Answer>> runpod;
  private final Map<Operation, Calls> calls = new EnumMap<>(Operation.class);

  /** What became of the calls of one operation. */
  private static final class Calls {
    final AtomicLong sent = new AtomicLong();
    final AtomicInteger open = new AtomicInteger();
    final AtomicLong throttled = new AtomicLong();
    final AtomicLong unanswered = new AtomicLong();
    final Latencies latencies = new Latencies();
  }

  /**
   * @param runpod sends a call; the future never fails
   */
  public CallMeter(Function<Call, CompletableFuture<Answer>> runpod) {
    this.runpod = runpod;
    for (Operation operation : Operation.values()) {
      calls.put(operation, new Calls());
    }
  }

  /** Sends a call; the future never fails, and completes when the call is counted. */
  public CompletableFuture<Answer> send(Call call) {
    Calls counts = calls.get(call.operation());
    counts.sent.incrementAndGet();
    counts.open.incrementAndGet();
    long at = System.nanoTime();
    return runpod
        .apply(call)
        .thenApply(
            answer -> {
              counts.open.decrementAndGet();
              count(answer, counts, Duration.ofNanos(System.nanoTime() - at));
              return answer;
            });
  }

  private static void count(Answer answer, Calls counts, Duration took) {
    if (answer instanceof Answer.Response response) {
      counts.latencies.add(took);
      if (response.code() == TOO_MANY) {
        counts.throttled.incrementAndGet();
      } else if (response.code() >= SERVER_ERROR) {
        counts.unanswered.incrementAndGet();
      }
    } else {
      counts.unanswered.incrementAndGet();
    }
  }

  /** Shows the counts of those operations. */
  public void show(Metrics metrics, Set<Operation> operations) {
    for (Operation operation : operations) {
      Calls counts = calls.get(operation);
      Metrics own = metrics.tagged("operation", operation.path());
      own.gauge("requests-total", "Requests sent.", counts.sent::get);
      own.gauge("requests-open", "Requests that are not answered yet.", counts.open::get);
      own.gauge(
          "throttled-total",
          "Requests that RunPod refused because there were too many (HTTP 429).",
          counts.throttled::get);
      own.gauge(
          "unanswered-total",
          "Requests without an answer of use: no connection, none in time, one that was too large,"
              + " or a server error (HTTP 5xx).",
          counts.unanswered::get);
      counts.latencies.show(
          own,
          "request-latency",
          "from sending a request to the last byte of its answer, of the answers of the last"
              + " minute.");
    }
  }
}
