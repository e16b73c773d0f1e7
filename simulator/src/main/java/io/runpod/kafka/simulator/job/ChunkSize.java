package io.runpod.kafka.simulator.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;

/**
 * A streamed chunk holds at most 1 MiB, and "larger outputs will be split": texts are, into pieces
 * of at most 1 MiB of UTF-8. Other values have no place to split them at and stay whole.
 */
final class ChunkSize {

  private static final int MOST_BYTES = 1 << 20;

  private ChunkSize() {}

  static List<JsonNode> split(JsonNode chunk) {
    if (!chunk.isTextual() || chunk.textValue().length() <= MOST_BYTES / 3) {
      return List.of(chunk);
    }
    String text = chunk.textValue();
    List<JsonNode> pieces = new ArrayList<>();
    int from = 0;
    int bytes = 0;
    for (int at = 0; at < text.length(); at += Character.charCount(text.codePointAt(at))) {
      int size = utf8Size(text.codePointAt(at));
      if (bytes + size > MOST_BYTES) {
        pieces.add(TextNode.valueOf(text.substring(from, at)));
        from = at;
        bytes = 0;
      }
      bytes += size;
    }
    pieces.add(from == 0 ? chunk : TextNode.valueOf(text.substring(from)));
    return pieces;
  }

  private static int utf8Size(int codePoint) {
    if (codePoint < 0x80) {
      return 1;
    }
    return codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
  }
}
