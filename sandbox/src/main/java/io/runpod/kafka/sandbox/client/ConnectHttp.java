package io.runpod.kafka.sandbox.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.runpod.kafka.sandbox.stack.Wait;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Sends requests to a worker's REST server. Safe to use from any thread. */
final class ConnectHttp {
  // the herder may be busy with a rebalance; it answers 409 then
  private static final int CONFLICT = 409;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final ObjectMapper json = new ObjectMapper();
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
  private final URI worker;

  ConnectHttp(URI worker) {
    this.worker = worker;
  }

  JsonNode get(String path) {
    return send("GET", path, BodyPublishers.noBody());
  }

  /** A request without a body. */
  JsonNode send(String method, String path) {
    return send(method, path, BodyPublishers.noBody());
  }

  JsonNode send(String method, String path, JsonNode body) {
    return send(method, path, BodyPublishers.ofString(body.toString()));
  }

  /**
   * Sends it again while the worker is busy, for a minute.
   *
   * @throws ConnectRefused with Connect's words
   */
  private JsonNode send(String method, String path, HttpRequest.BodyPublisher body) {
    HttpRequest request =
        HttpRequest.newBuilder(worker.resolve(path))
            .timeout(Duration.ofSeconds(95))
            .header("Content-Type", "application/json")
            .method(method, body)
            .build();
    try {
      HttpResponse<String> response =
          Wait.until(
              PATIENCE,
              () -> http.send(request, BodyHandlers.ofString()),
              answer -> answer.statusCode() != CONFLICT);
      if (response.statusCode() >= 300) {
        throw new ConnectRefused(response.statusCode(), reason(response.body()));
      }
      return json.readTree(response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(method + " " + worker + path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private String reason(String body) {
    try {
      return json.readTree(body).path("message").asText(body);
    } catch (IOException notJson) {
      return body;
    }
  }
}
