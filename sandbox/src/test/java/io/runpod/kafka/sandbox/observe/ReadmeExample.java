package io.runpod.kafka.sandbox.observe;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * A JSON example of the README, and the line in front of it: a record <em>to</em> a topic, with key
 * and headers; a record <em>from</em> a topic; settings <em>in</em> a file.
 */
public record ReadmeExample(Way way, List<String> words, String json) {
  private static final Pattern BLOCK =
      Pattern.compile(
          "^(to|from|in) `([^`]*)`:\\n\\n```json\\n(.*?)\\n```",
          Pattern.DOTALL | Pattern.MULTILINE);

  /** What is to be done with it. */
  public enum Way {
    TO,
    FROM,
    IN
  }

  /** All there are, in their order. */
  public static List<ReadmeExample> all(Path readme) {
    List<ReadmeExample> examples = new ArrayList<>();
    try {
      Matcher block = BLOCK.matcher(Files.readString(readme));
      while (block.find()) {
        examples.add(
            new ReadmeExample(
                Way.valueOf(block.group(1).toUpperCase(Locale.ROOT)),
                List.of(block.group(2).split(" ")),
                block.group(3)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return examples;
  }

  /** The topic or the file it names. */
  public String place() {
    return words.get(0);
  }

  /** The record it shows, about this job. */
  public ProducerRecord<String, String> record(String job) {
    Map<String, String> named = new LinkedHashMap<>();
    for (String word : words.subList(1, words.size())) {
      String[] parts = word.split("=", 2);
      named.put(parts[0], parts[1].replace("JOB_ID", job));
    }
    String key = named.remove("key");
    ProducerRecord<String, String> record =
        new ProducerRecord<>(words.get(0), key, json.replace("JOB_ID", job));
    named.forEach(
        (name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
    return record;
  }
}
