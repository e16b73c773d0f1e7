package io.runpod.kafka.schema;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The recorded examples in this jar: answers of RunPod's API, and records of this product's topics.
 *
 * <p>Simulator and connector share no code; both are tested against these. Names come without
 * {@code .json}, contents as text, so that a reader brings the JSON parser of its own choice. Safe
 * to use from any thread.
 */
public final class Recorded {
  private static final String ROOT = "/io/runpod/kafka/recorded/";

  private Recorded() {}

  /** Names of the recorded exchanges with RunPod, in the order of their numbers. */
  public static List<String> exchanges() {
    return index("api");
  }

  /**
   * One exchange: the JSON object described in the README beside the files.
   *
   * @throws IllegalArgumentException if no exchange has that name
   */
  public static String exchange(String name) {
    return read("api/" + name + ".json");
  }

  /**
   * Names of the example records: a contract's {@link Contract#role()}, or that and a variant
   * behind a dot.
   */
  public static List<String> records() {
    return index("records");
  }

  /**
   * One example record in Avro's JSON encoding.
   *
   * @throws IllegalArgumentException if no record has that name
   */
  public static String record(String name) {
    return read("records/" + name + ".json");
  }

  private static List<String> index(String folder) {
    return read(folder + "/index.txt").lines().toList();
  }

  private static String read(String path) {
    try (InputStream in = Recorded.class.getResourceAsStream(ROOT + path)) {
      if (in == null) {
        throw new IllegalArgumentException("no recorded example " + path);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("could not read the recorded example " + path, e);
    }
  }
}
