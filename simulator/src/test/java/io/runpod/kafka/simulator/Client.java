package io.runpod.kafka.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** A plain caller of one endpoint, as tests need it. Thread-safe. */
public final class Client {

  /** An answer: code, body as text, and as JSON where it is JSON. */
  public record Got(int code, String text) {
    public JsonNode json() {
      return parse(text);
    }

    public String id() {
      return json().path("id").asText();
    }

    public String status() {
      return json().path("status").asText();
    }
  }

  public static final String KEY = "rp_test";

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String base;

  public Client(RunpodSimulator simulator, String endpoint) {
    base = simulator.baseUrl() + "/" + endpoint + "/";
  }

  /** A JSON literal, with single quotes for double ones. */
  public static JsonNode json(String text) {
    return parse(text.replace('\'', '"'));
  }

  public static JsonNode parse(String text) {
    try {
      return new JsonMapper().readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Accepts single quotes for double ones. */
  public Got post(String operation, String body) {
    return call("POST", operation, body.replace('\'', '"'), "Bearer " + KEY);
  }

  public Got post(String operation) {
    return post(operation, "");
  }

  public Got get(String operation) {
    return call("GET", operation, "", "Bearer " + KEY);
  }

  /** Submits a job with this {@code simulate} script and gives its id. */
  public String run(String script) {
    return post("run", "{'input':{'simulate':" + script + "}}").id();
  }

  public Got call(String verb, String operation, String body, String authorization) {
    return callAsync(verb, operation, body, authorization).join();
  }

  public CompletableFuture<Got> getAsync(String operation) {
    return callAsync("GET", operation, "", "Bearer " + KEY);
  }

  public CompletableFuture<Got> callAsync(
      String verb, String operation, String body, String authorization) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + operation).normalize())
            .timeout(Duration.ofSeconds(30))
            .method(verb, HttpRequest.BodyPublishers.ofString(body));
    if (!authorization.isEmpty()) {
      request.header("Authorization", authorization);
    }
    return http.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString())
        .thenApply(response -> new Got(response.statusCode(), response.body()));
  }
}
