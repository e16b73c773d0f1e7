package io.runpod.kafka.sandbox.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Connect's REST API, as far as the sandbox needs it. Safe to use from any thread. */
public final class ConnectRest {
  // the herder may be busy with a rebalance; it answers 409 then
  private static final int CONFLICT = 409;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final ObjectMapper json = new ObjectMapper();
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
  private final URI worker;

  public ConnectRest(URI worker) {
    this.worker = worker;
  }

  /**
   * Creates a connector, or changes it.
   *
   * @throws ConnectRefused with Connect's words if the configuration is refused
   */
  public void put(String name, Map<String, String> config) {
    send("PUT", "/connectors/" + encoded(name) + "/config", write(config));
  }

  /** Creates a connector that does nothing until {@link #resume}: its offsets can be set first. */
  public void createStopped(String name, Map<String, String> config) {
    ObjectNode connector = json.createObjectNode();
    connector.put("name", name);
    connector.put("initial_state", "STOPPED");
    connector.set("config", json.valueToTree(config));
    send("POST", "/connectors", connector.toString());
  }

  /** What Connect finds wrong with a configuration, without creating anything. */
  public List<String> complaints(Map<String, String> config) {
    String plugin = encoded(config.get("connector.class"));
    JsonNode answer =
        send("PUT", "/connector-plugins/" + plugin + "/config/validate", write(config));
    List<String> complaints = new ArrayList<>();
    answer
        .findValues("errors")
        .forEach(errors -> errors.forEach(error -> complaints.add(error.asText())));
    return complaints;
  }

  public void delete(String name) {
    send("DELETE", "/connectors/" + encoded(name), null);
  }

  /** Its tasks stay, and do nothing until {@link #resume}. */
  public void pause(String name) {
    send("PUT", "/connectors/" + encoded(name) + "/pause", null);
  }

  /** Its tasks go, until {@link #resume}; its offsets can be altered meanwhile. */
  public void stop(String name) {
    send("PUT", "/connectors/" + encoded(name) + "/stop", null);
  }

  /** Goes on after {@link #pause} or {@link #stop}. */
  public void resume(String name) {
    send("PUT", "/connectors/" + encoded(name) + "/resume", null);
  }

  /** Restarts the connector and all of its tasks. */
  public void restart(String name) {
    send("POST", "/connectors/" + encoded(name) + "/restart?includeTasks=true", null);
  }

  /** The connector's offsets as Connect writes them: {@code {"offsets":[…]}}. */
  public JsonNode offsets(String name) {
    return send("GET", "/connectors/" + encoded(name) + "/offsets", null);
  }

  /**
   * Sets offsets of a connector that is stopped.
   *
   * @param offsets in the form of {@link #offsets}
   * @throws ConnectRefused with the connector's words if it does not take them
   */
  public void alterOffsets(String name, JsonNode offsets) {
    send("PATCH", "/connectors/" + encoded(name) + "/offsets", offsets.toString());
  }

  /** Forgets the offsets of a connector that is stopped. */
  public void deleteOffsets(String name) {
    send("DELETE", "/connectors/" + encoded(name) + "/offsets", null);
  }

  /** Starts what has failed of a connector again. */
  public void restartFailed(String name) {
    send(
        "POST",
        "/connectors/" + encoded(name) + "/restart?includeTasks=true&onlyFailed=true",
        null);
  }

  /** The connector's state and that of its tasks; UNASSIGNED until a worker has reported. */
  public ConnectorStatus status(String name) {
    try {
      return ConnectorStatus.of(send("GET", "/connectors/" + encoded(name) + "/status", null));
    } catch (ConnectRefused e) {
      if (e.code() == 404) {
        return ConnectorStatus.unknown(name);
      }
      throw e;
    }
  }

  /**
   * Returns when the connector and at least that many tasks run.
   *
   * @throws IllegalStateException with the stack trace if one of them has failed, or if the time is
   *     over
   */
  public void awaitRunning(String name, int tasks, Duration patience) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    for (ConnectorStatus now = status(name); !now.isRunning(tasks); now = status(name)) {
      if (!now.failure().isEmpty()) {
        throw new IllegalStateException(name + " failed: " + now.reason());
      }
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(name + " does not run: " + now);
      }
      Thread.sleep(100);
    }
  }

  /** The worker's version of Kafka. */
  public String version() {
    return send("GET", "/", null).path("version").asText();
  }

  /** Names of the connectors there are. */
  public List<String> names() {
    List<String> names = new ArrayList<>();
    send("GET", "/connectors", null).forEach(name -> names.add(name.asText()));
    return names;
  }

  /** Names of the connector classes the worker has found. */
  public List<String> plugins() {
    return send("GET", "/connector-plugins", null).findValuesAsText("class");
  }

  private JsonNode send(String method, String path, String body) {
    HttpRequest request =
        HttpRequest.newBuilder(worker.resolve(path))
            .timeout(Duration.ofSeconds(95))
            .header("Content-Type", "application/json")
            .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
            .build();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    try {
      while (true) {
        HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
        if (response.statusCode() == CONFLICT && System.nanoTime() < deadline) {
          Thread.sleep(200);
        } else if (response.statusCode() >= 300) {
          throw new ConnectRefused(response.statusCode(), reason(response.body()));
        } else {
          return json.readTree(response.body());
        }
      }
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

  private String write(Map<String, String> config) {
    try {
      return json.writeValueAsString(config);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String encoded(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8);
  }
}
