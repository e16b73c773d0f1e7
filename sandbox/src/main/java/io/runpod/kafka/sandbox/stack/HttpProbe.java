package io.runpod.kafka.sandbox.stack;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Waits until a server answers 200. */
final class HttpProbe {
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

  /**
   * Returns when the address has answered 200.
   *
   * @param stillPossible is run between tries and throws if waiting is in vain
   * @throws IllegalStateException if the time is over
   */
  void await(URI address, Duration patience, Runnable stillPossible) throws InterruptedException {
    boolean answered = Wait.until(patience, () -> look(address, stillPossible), seen -> seen);
    if (!answered) {
      throw new IllegalStateException(
          address + " did not answer within " + patience.toSeconds() + " s");
    }
  }

  private boolean look(URI address, Runnable stillPossible) throws InterruptedException {
    if (answers(address)) {
      return true;
    }
    stillPossible.run();
    return false;
  }

  private boolean answers(URI address) throws InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(5)).build();
    try {
      return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException notYet) {
      return false;
    }
  }
}
