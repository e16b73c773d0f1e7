package io.runpod.kafka.connect.api;

/** The operations of an endpoint that this connector calls. */
public enum Operation {
  RUN("run"),
  RUNSYNC("runsync"),
  STATUS("status"),
  STATUS_SYNC("status-sync"),
  STREAM("stream"),
  CANCEL("cancel"),
  RETRY("retry"),
  PURGE_QUEUE("purge-queue"),
  HEALTH("health");

  private final String path;

  Operation(String path) {
    this.path = path;
  }

  /** The path segment behind the endpoint ID. */
  public String path() {
    return path;
  }

  /** True if a job is asked about, by a method that can be chosen. */
  public boolean polls() {
    return this == STATUS || this == STATUS_SYNC;
  }

  /** True if a call may start work that costs money, so that a lost answer leaves it in doubt. */
  public boolean submits() {
    return this == RUN || this == RUNSYNC;
  }

  /**
   * True if a lost answer is more than a reason to ask again: a job or a chunk may be in it, or a
   * second retry or purge would do more than the first.
   */
  public boolean losesByRepeating() {
    return submits() || this == STREAM || this == RETRY || this == PURGE_QUEUE;
  }

  /**
   * True if the call changes something and therefore is always a POST. {@code /stream} is one of
   * them, for it takes chunks away: the JDK's client silently sends a GET again when the connection
   * breaks before the answer, and what the first one took would be lost without anybody knowing.
   */
  public boolean posts() {
    return submits() || this == STREAM || this == CANCEL || this == RETRY || this == PURGE_QUEUE;
  }
}
