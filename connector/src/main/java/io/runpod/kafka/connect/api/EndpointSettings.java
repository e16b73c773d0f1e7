package io.runpod.kafka.connect.api;

import io.runpod.kafka.connect.config.Validators;
import io.runpod.kafka.connect.config.Version;
import io.runpod.kafka.connect.job.EndpointId;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Width;

/** Which RunPod endpoint is called, with which key, and how long each call may take. */
public record EndpointSettings(
    String baseUrl,
    EndpointId endpointId,
    String apiKey,
    boolean pollsByPost,
    String userAgent,
    Duration connectTimeout,
    Map<Operation, Duration> deadlines,
    int maxResponseBytes) {

  public static final String BASE_URL = "runpod.base.url";
  public static final String ENDPOINT_ID = "runpod.endpoint.id";
  public static final String API_KEY = "runpod.api.key";
  public static final String POLL_METHOD = "runpod.poll.method";
  public static final String CONNECT_TIMEOUT_MS = "runpod.connect.timeout.ms";
  public static final String MAX_RESPONSE_BYTES = "runpod.response.max.bytes";

  private static final String GROUP = "RunPod endpoint";
  static final String PLACEHOLDER = "{endpoint}";
  static final String DEFAULT_BASE_URL = "https://api.runpod.ai/v2/" + PLACEHOLDER;
  private static final int DEFAULT_MAX_RESPONSE_BYTES = 32 * 1024 * 1024;

  /** The deadline's key of an operation: {@code runpod.http.run.timeout.ms} and so on. */
  public static String timeoutKey(Operation operation) {
    return "runpod.http." + operation.path() + ".timeout.ms";
  }

  /** Adds this group's keys. */
  public static ConfigDef define(ConfigDef def) {
    int order = 0;
    def.define(
            BASE_URL,
            ConfigDef.Type.STRING,
            DEFAULT_BASE_URL,
            Validators.httpUrl(PLACEHOLDER),
            Importance.MEDIUM,
            "Where the endpoint is, without the operation; {endpoint} stands for its ID. Change it"
                + " for a simulator, a proxy or a worker SDK's local test server, which has no ID"
                + " in its address.",
            GROUP,
            ++order,
            Width.LONG,
            "Base URL")
        .define(
            ENDPOINT_ID,
            ConfigDef.Type.STRING,
            "",
            Validators.pathSegment(),
            Importance.HIGH,
            "ID of the Serverless endpoint, as RunPod's console shows it. Where there are several,"
                + " the one of records that name none. Required unless runpod.endpoints is set.",
            GROUP,
            ++order,
            Width.MEDIUM,
            "Endpoint ID");
    Endpoints.define(def, GROUP, ++order);
    def.define(
            API_KEY,
            ConfigDef.Type.PASSWORD,
            ConfigDef.NO_DEFAULT_VALUE,
            Validators.secret(),
            Importance.HIGH,
            "RunPod API key. Name it through a config provider, as in ${env:RUNPOD_API_KEY}: Connect"
                + " shows the configuration of a connector as it was written.",
            GROUP,
            ++order,
            Width.MEDIUM,
            "API key")
        .define(
            POLL_METHOD,
            ConfigDef.Type.STRING,
            "GET",
            ConfigDef.ValidString.in("GET", "POST"),
            Importance.LOW,
            "HTTP method of /status and /status-sync. RunPod takes both; a worker SDK's local test"
                + " server takes POST only. /stream is always asked by POST.",
            GROUP,
            ++order,
            Width.SHORT,
            "Poll method")
        .define(
            CONNECT_TIMEOUT_MS,
            ConfigDef.Type.INT,
            5_000,
            Range.between(100, 60_000),
            Importance.LOW,
            "How long making a connection may take, in ms.",
            GROUP,
            ++order,
            Width.SHORT,
            "Connect timeout")
        .define(
            MAX_RESPONSE_BYTES,
            ConfigDef.Type.INT,
            DEFAULT_MAX_RESPONSE_BYTES,
            Range.between(64 * 1024, 256 * 1024 * 1024),
            Importance.LOW,
            "Answers are read up to this many bytes; a longer one is cut and reported as too large.",
            GROUP,
            ++order,
            Width.SHORT,
            "Longest answer");
    for (Operation operation : Operation.values()) {
      def.define(
          timeoutKey(operation),
          ConfigDef.Type.INT,
          operation.submits() ? 30_000 : 15_000,
          Range.between(500, 600_000),
          Importance.LOW,
          "Deadline of a whole /"
              + operation.path()
              + " exchange, from sending to the last byte of the answer, in ms; time RunPod is"
              + " asked to hold the answer comes on top.",
          GROUP,
          ++order,
          Width.SHORT,
          "/" + operation.path() + " timeout");
    }
    return def;
  }

  /** True for keys of this group that can differ between the endpoints of a connector. */
  public static boolean perEndpoint(String key) {
    return !key.equals(ENDPOINT_ID)
        && !key.equals(Endpoints.LIST)
        && define(new ConfigDef()).configKeys().containsKey(key);
  }

  /** Reads the group; {@code config} has passed its validators. */
  public static EndpointSettings from(AbstractConfig config) {
    Map<Operation, Duration> deadlines = new EnumMap<>(Operation.class);
    for (Operation operation : Operation.values()) {
      deadlines.put(operation, Duration.ofMillis(config.getInt(timeoutKey(operation))));
    }
    return new EndpointSettings(
        config.getString(BASE_URL),
        new EndpointId(config.getString(ENDPOINT_ID)),
        config.getPassword(API_KEY).value(),
        config.getString(POLL_METHOD).equals("POST"),
        "kafka-connect-runpod/" + Version.get(),
        Duration.ofMillis(config.getInt(CONNECT_TIMEOUT_MS)),
        deadlines,
        config.getInt(MAX_RESPONSE_BYTES));
  }

  /** URL of the endpoint, without a slash at its end. */
  public String endpointUrl() {
    return endpointUrl(baseUrl, endpointId);
  }

  static String endpointUrl(String baseUrl, EndpointId endpoint) {
    return baseUrl.replace(PLACEHOLDER, endpoint.value()).replaceAll("/+$", "");
  }

  public Duration deadline(Operation operation) {
    return deadlines.get(operation);
  }

  /** The key stays out of logs. */
  @Override
  public String toString() {
    return "EndpointSettings[" + endpointUrl() + ", apiKey=[hidden]]";
  }
}
