package io.runpod.kafka.connect.api;

/** Reads the bodies of {@code /cancel} and {@code /retry}. */
public final class CommandBody {
  private CommandBody() {}

  /**
   * Accepts what RunPod may have answered, whatever its fields and even if its end is missing: the
   * command was executed. A page that something on the way sent in its place says nothing.
   *
   * @throws UnreadableAnswer if the body is not the beginning of a JSON object
   */
  public static void check(byte[] body) throws UnreadableAnswer {
    for (byte one : body) {
      if (one == '{') {
        return;
      } else if (!Character.isWhitespace(one)) {
        break;
      }
    }
    throw UnreadableAnswer.of("RunPod's word on a command", body);
  }
}
