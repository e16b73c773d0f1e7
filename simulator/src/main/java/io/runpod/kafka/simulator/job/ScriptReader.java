package io.runpod.kafka.simulator.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * Reads the key {@code simulate} of a job's input, and of the endpoint's default where a job has
 * none. A script that makes no sense fails its job with the reason, as a handler would. Immutable.
 */
final class ScriptReader {

  private static final long DEFAULT_INTERVAL_MS = 20;
  private static final int MOST_CHUNKS = 1_000_000;
  private static final long LONGEST_MS = 7L * 24 * 3600 * 1000;

  private final long defaultDelayMs;
  private final JsonNode defaultScript;

  ScriptReader(long defaultDelayMs, JsonNode defaultScript) {
    this.defaultDelayMs = defaultDelayMs;
    this.defaultScript = defaultScript;
  }

  /**
   * The script of one job.
   *
   * @param workerId shows up in error documents
   * @param dispatch 1 for the first worker that is given the job
   */
  Script read(ObjectNode input, String workerId, int dispatch) {
    if (input.isEmpty()) {
      // the platform drops the key of an empty input, the worker refuses the job and says nothing
      return Script.lost();
    }
    JsonNode script = script(input);
    try {
      if (script.path("vanish").asBoolean()) {
        return Script.lost();
      }
      Script whole = read(script, input, workerId);
      return dispatch == 1 && script.has("dieAfter")
          ? whole.dyingAfter(Math.toIntExact(number(script, "dieAfter", 0, MOST_CHUNKS)))
          : whole;
    } catch (BadScriptException e) {
      return Script.plain(0, Outcome.failure(ErrorText.ofHandler(e.getMessage(), workerId)));
    }
  }

  /** What the worker of a job sends beside each of its chunks. */
  Optional<JsonNode> metrics(ObjectNode input) {
    return script(input).optional("metrics");
  }

  private JsonNode script(ObjectNode input) {
    return input.path("simulate").isObject() ? input.get("simulate") : defaultScript;
  }

  private Script read(JsonNode script, ObjectNode input, String workerId) {
    long delay = number(script, "delayMs", defaultDelayMs, LONGEST_MS);
    long interval = number(script, "chunkIntervalMs", DEFAULT_INTERVAL_MS, LONGEST_MS);
    List<JsonNode> progress = list(script, "progress");
    JsonNode chunks = script.path("chunks");
    JsonNode error = script.path("error");
    if (chunks.isMissingNode()) {
      Outcome outcome =
          error.isMissingNode()
              ? Outcome.returned(output(script, input))
              : Outcome.failure(ErrorText.ofHandler(text(error), workerId));
      return new Script(delay, progress, 0, index -> null, 0, ignored -> outcome, Script.TALKATIVE);
    }
    return generator(script, delay, interval, progress);
  }

  private static Script generator(
      JsonNode script, long delay, long interval, List<JsonNode> progress) {
    JsonNode error = script.path("error");
    List<JsonNode> listed = script.get("chunks").isArray() ? list(script, "chunks") : List.of();
    int count =
        script.get("chunks").isArray()
            ? listed.size()
            : Math.toIntExact(number(script, "chunks", 0, MOST_CHUNKS));
    IntFunction<JsonNode> chunk = listed.isEmpty() ? ScriptReader::numbered : listed::get;
    for (int index = 0; index < listed.size(); index++) {
      // a yielded error is not streamed: it ends the loop
      if (listed.get(index).path("error").isTextual()) {
        Outcome failure = Outcome.failure(listed.get(index).get("error").textValue());
        return new Script(
            delay, progress, index, chunk, interval, all -> failure, Script.TALKATIVE);
      }
    }
    Script.Ending end =
        all -> {
          if (!error.isMissingNode()) {
            return Outcome.failure(ErrorText.ofGenerator(text(error)));
          }
          return script.path("aggregate").asBoolean()
              ? Outcome.returned(all.aggregate())
              : Outcome.returned(
                  script.has("output")
                      ? script.get("output")
                      : JsonNodeFactory.instance.arrayNode());
        };
    return new Script(delay, progress, count, chunk, interval, end, Script.TALKATIVE);
  }

  private static JsonNode output(JsonNode script, ObjectNode input) {
    return script.has("output")
        ? script.get("output")
        : JsonNodeFactory.instance.objectNode().set("echo", input);
  }

  private static JsonNode numbered(int index) {
    return JsonNodeFactory.instance.objectNode().put("index", index).put("text", "chunk-" + index);
  }

  private static long number(JsonNode script, String key, long fallback, long most) {
    JsonNode value = script.path(key);
    if (value.isMissingNode()) {
      return fallback;
    }
    if (!value.isIntegralNumber() || value.asLong() < 0 || value.asLong() > most) {
      throw new BadScriptException("simulate." + key + " must be a whole number from 0 to " + most);
    }
    return value.asLong();
  }

  private static List<JsonNode> list(JsonNode script, String key) {
    JsonNode value = script.path(key);
    if (!value.isArray() && !value.isMissingNode()) {
      throw new BadScriptException("simulate." + key + " must be a list");
    }
    List<JsonNode> values = new ArrayList<>();
    value.forEach(values::add);
    return List.copyOf(values);
  }

  private static String text(JsonNode error) {
    return error.isTextual() ? error.textValue() : error.toString();
  }

  /** The script cannot be played; the message is for the one who wrote it. */
  private static final class BadScriptException extends RuntimeException {
    private static final long serialVersionUID = 1;

    BadScriptException(String message) {
      super(message);
    }
  }
}
