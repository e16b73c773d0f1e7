package io.runpod.kafka.connect.api;

/** RunPod's answer has not the form it should have. The message says what was found instead. */
public final class UnreadableAnswer extends Exception {
  private static final long serialVersionUID = 1;
  private static final int SHOWN = 200;

  UnreadableAnswer(String message) {
    super(message, null, false, false);
  }

  static UnreadableAnswer of(String expected, byte[] body) {
    return new UnreadableAnswer("expected " + expected + ", got: " + ErrorWords.start(body, SHOWN));
  }
}
