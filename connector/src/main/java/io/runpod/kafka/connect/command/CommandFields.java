package io.runpod.kafka.connect.command;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.Optional;

/** The fields of a {@code JobCommand} that decide what is done; others are for people. */
public record CommandFields(
    Optional<String> command, Optional<String> jobId, Optional<String> endpointId) {
  public static final CommandFields NONE =
      new CommandFields(Optional.empty(), Optional.empty(), Optional.empty());

  private static final int MAX_BYTES = 64 * 1024;
  private static final ObjectReader READER =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .build()
          .reader();

  /**
   * Reads a JSON object in UTF-8.
   *
   * @throws NoCommand saying in plain words why it is none
   */
  public static CommandFields parse(byte[] json) throws NoCommand {
    if (json.length > MAX_BYTES) {
      throw new NoCommand(
          "a command has at most " + MAX_BYTES + " bytes, this record has " + json.length);
    }
    try {
      JsonNode tree = READER.readTree(json);
      if (!tree.isObject()) {
        throw new NoCommand("a command is a JSON object");
      }
      return new CommandFields(
          text(tree, "command"), text(tree, "jobId"), text(tree, "endpointId"));
    } catch (JsonProcessingException e) {
      throw new NoCommand("not JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new NoCommand("not JSON: " + e.getMessage());
    }
  }

  private static Optional<String> text(JsonNode tree, String name) throws NoCommand {
    JsonNode value = tree.get(name);
    if (value == null || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isTextual()) {
      throw new NoCommand(name + " is not text");
    }
    return Optional.of(value.textValue());
  }
}
