package io.runpod.kafka.connect.request;

/** A record can never become a job; the message says why and what cures it, for the dead letter. */
public class NoRequest extends Exception {
  private static final long serialVersionUID = 1;

  public NoRequest(String message) {
    super(message);
  }
}
