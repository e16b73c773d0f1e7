package io.runpod.kafka.sandbox.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.runpod.kafka.sandbox.stack.Wait;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Connect's REST API, as far as the sandbox needs it. Safe to use from any thread. */
public final class ConnectRest {
  private final ObjectMapper json = new ObjectMapper();
  private final ConnectHttp http;

  public ConnectRest(URI worker) {
    this.http = new ConnectHttp(worker);
  }

  /**
   * Creates a connector, or changes it.
   *
   * @throws ConnectRefused with Connect's words if the configuration is refused
   */
  public void put(String name, Map<String, String> config) {
    http.send("PUT", "/connectors/" + encoded(name) + "/config", json.valueToTree(config));
  }

  /** Creates a connector that does nothing until {@link #resume}: its offsets can be set first. */
  public void createStopped(String name, Map<String, String> config) {
    ObjectNode connector = json.createObjectNode();
    connector.put("name", name);
    connector.put("initial_state", "STOPPED");
    connector.set("config", json.valueToTree(config));
    http.send("POST", "/connectors", connector);
  }

  /** What Connect finds wrong with a configuration, without creating anything. */
  public List<String> complaints(Map<String, String> config) {
    String plugin = encoded(config.get("connector.class"));
    JsonNode answer =
        http.send(
            "PUT", "/connector-plugins/" + plugin + "/config/validate", json.valueToTree(config));
    List<String> complaints = new ArrayList<>();
    answer
        .findValues("errors")
        .forEach(errors -> errors.forEach(error -> complaints.add(error.asText())));
    return complaints;
  }

  public void delete(String name) {
    http.send("DELETE", "/connectors/" + encoded(name));
  }

  /** Its tasks stay, and do nothing until {@link #resume}. */
  public void pause(String name) {
    http.send("PUT", "/connectors/" + encoded(name) + "/pause");
  }

  /** Its tasks go, until {@link #resume}; its offsets can be altered meanwhile. */
  public void stop(String name) {
    http.send("PUT", "/connectors/" + encoded(name) + "/stop");
  }

  /** Goes on after {@link #pause} or {@link #stop}. */
  public void resume(String name) {
    http.send("PUT", "/connectors/" + encoded(name) + "/resume");
  }

  /** Restarts the connector and all of its tasks. */
  public void restart(String name) {
    http.send("POST", "/connectors/" + encoded(name) + "/restart?includeTasks=true");
  }

  /** The connector's offsets as Connect writes them: {@code {"offsets":[…]}}. */
  public JsonNode offsets(String name) {
    return http.get("/connectors/" + encoded(name) + "/offsets");
  }

  /**
   * Sets offsets of a connector that is stopped.
   *
   * @param offsets in the form of {@link #offsets}
   * @throws ConnectRefused with the connector's words if it does not take them
   */
  public void alterOffsets(String name, JsonNode offsets) {
    http.send("PATCH", "/connectors/" + encoded(name) + "/offsets", offsets);
  }

  /** Forgets the offsets of a connector that is stopped. */
  public void deleteOffsets(String name) {
    http.send("DELETE", "/connectors/" + encoded(name) + "/offsets");
  }

  /** Starts what has failed of a connector again. */
  public void restartFailed(String name) {
    http.send(
        "POST", "/connectors/" + encoded(name) + "/restart?includeTasks=true&onlyFailed=true");
  }

  /** The connector's state and that of its tasks; UNASSIGNED until a worker has reported. */
  public ConnectorStatus status(String name) {
    try {
      return ConnectorStatus.of(http.get("/connectors/" + encoded(name) + "/status"));
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
    ConnectorStatus last =
        Wait.until(patience, () -> notFailed(status(name)), now -> now.isRunning(tasks));
    if (!last.isRunning(tasks)) {
      throw new IllegalStateException(name + " does not run: " + last);
    }
  }

  private static ConnectorStatus notFailed(ConnectorStatus now) {
    if (!now.failure().isEmpty()) {
      throw new IllegalStateException(now.name() + " failed: " + now.reason());
    }
    return now;
  }

  /** The worker's version of Kafka. */
  public String version() {
    return http.get("/").path("version").asText();
  }

  /** Names of the connectors there are. */
  public List<String> names() {
    List<String> names = new ArrayList<>();
    http.get("/connectors").forEach(name -> names.add(name.asText()));
    return names;
  }

  /** Names of the connector classes the worker has found. */
  public List<String> plugins() {
    return http.get("/connector-plugins").findValuesAsText("class");
  }

  private static String encoded(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8);
  }
}
