package io.runpod.kafka.connect.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;

/** Reads the body of {@code /purge-queue}. */
public final class PurgeBody {
  private PurgeBody() {}

  /**
   * How many queued jobs were removed.
   *
   * @throws UnreadableAnswer if the body does not say
   */
  public static long parse(byte[] body) throws UnreadableAnswer {
    try {
      JsonNode tree = Json.MAPPER.readTree(body);
      JsonNode removed = tree == null ? null : tree.get("removed");
      if (removed != null && removed.canConvertToLong() && removed.isIntegralNumber()) {
        return removed.longValue();
      }
    } catch (IOException notJson) {
      // told below
    }
    throw UnreadableAnswer.of("a count of removed jobs", body);
  }
}
