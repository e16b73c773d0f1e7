package io.runpod.kafka.connect.output;

import java.util.ArrayList;
import java.util.List;

/** Sizes and pieces of text, in bytes of UTF-8, without encoding it. */
public final class Utf8 {
  private static final int LONGEST_CHARACTER = 4;

  private Utf8() {}

  /** Bytes of the whole text. */
  public static long length(String text) {
    long bytes = 0;
    for (int at = 0; at < text.length(); at += Character.charCount(text.codePointAt(at))) {
      bytes += bytes(text.codePointAt(at));
    }
    return bytes;
  }

  /**
   * The text in pieces of at most {@code most} bytes, in order, each as long as it can be. No
   * character is cut in two.
   *
   * @param most at least 4, which the longest character takes
   * @return at least one piece
   */
  public static List<String> cut(String text, int most) {
    if (most < LONGEST_CHARACTER) {
      throw new IllegalArgumentException("pieces of " + most + " bytes cannot hold a character");
    }
    List<String> pieces = new ArrayList<>();
    int start = 0;
    int bytes = 0;
    int at = 0;
    while (at < text.length()) {
      int character = text.codePointAt(at);
      if (bytes + bytes(character) > most) {
        pieces.add(text.substring(start, at));
        start = at;
        bytes = 0;
      }
      bytes += bytes(character);
      at += Character.charCount(character);
    }
    pieces.add(text.substring(start));
    return pieces;
  }

  private static int bytes(int character) {
    if (character < 0x80) {
      return 1;
    } else if (character < 0x800) {
      return 2;
    }
    return character < 0x10000 ? 3 : LONGEST_CHARACTER;
  }
}
