package io.runpod.kafka.sandbox.client;

/** Connect's REST API said no. The message is Connect's. */
public final class ConnectRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int code;

  ConnectRefused(int code, String message) {
    super(message);
    this.code = code;
  }

  /** The HTTP status code. */
  public int code() {
    return code;
  }
}
