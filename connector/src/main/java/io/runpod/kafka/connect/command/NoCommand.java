package io.runpod.kafka.connect.command;

/** A record asks for nothing that can be done; the message says why, for the dead-letter queue. */
public final class NoCommand extends Exception {
  private static final long serialVersionUID = 1;

  public NoCommand(String message) {
    super(message);
  }
}
