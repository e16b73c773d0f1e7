package io.runpod.kafka.simulator.live;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/** Sends webhooks as RunPod does: no signature, a Go client's name, a trace id. Thread-safe. */
final class WebhookSender {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final HttpClient client;

  WebhookSender(Executor executor) {
    client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .executor(executor)
            .build();
  }

  /** Posts {@code body}; the listener gets the answer's HTTP code, or 0 if there was none. */
  void send(String url, byte[] body, IntConsumer listener) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url))
            .header("Content-Type", "application/json")
            .header("User-Agent", "Go-http-client/2.0")
            .header("Traceparent", traceparent())
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    var unused =
        client
            .sendAsync(request, HttpResponse.BodyHandlers.discarding())
            .orTimeout(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
            .handle((answer, failure) -> failure == null ? answer.statusCode() : 0)
            .thenAccept(listener::accept);
  }

  private static String traceparent() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    return String.format(
        "00-%016x%016x-%016x-01", random.nextLong(), random.nextLong(), random.nextLong());
  }
}
