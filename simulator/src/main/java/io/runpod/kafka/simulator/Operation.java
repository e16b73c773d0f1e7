package io.runpod.kafka.simulator;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The operations of an endpoint: the path segment behind the endpoint id, and its verbs. */
public enum Operation {
  RUN("run", Subject.ENDPOINT, "POST"),
  RUNSYNC("runsync", Subject.ENDPOINT, "POST"),
  STATUS("status", Subject.JOB, "GET", "POST"),
  STATUS_SYNC("status-sync", Subject.JOB, "GET", "POST"),
  STREAM("stream", Subject.JOB, "GET", "POST"),
  CANCEL("cancel", Subject.JOB, "POST"),
  RETRY("retry", Subject.JOB, "POST"),
  PURGE_QUEUE("purge-queue", Subject.ENDPOINT, "POST"),
  HEALTH("health", Subject.ENDPOINT, "GET"),
  REQUESTS("requests", Subject.ENDPOINT, "GET"),
  OPENAI("openai", Subject.ANY_PATH, "GET", "POST");

  /** What the path names behind the operation. */
  public enum Subject {
    ENDPOINT,
    JOB,
    ANY_PATH
  }

  private static final Map<String, Operation> BY_PATH =
      Arrays.stream(values()).collect(Collectors.toMap(Operation::path, Function.identity()));

  private final String path;
  private final Subject subject;

  @SuppressWarnings("ImmutableEnumChecker") // made by Set.of
  private final Set<String> verbs;

  Operation(String path, Subject subject, String... verbs) {
    this.path = path;
    this.subject = subject;
    this.verbs = Set.of(verbs);
  }

  /** The operation with this path segment, such as {@code status-sync}. */
  public static Optional<Operation> ofPath(String segment) {
    return Optional.ofNullable(BY_PATH.get(segment));
  }

  /** The path segment, such as {@code status-sync}. */
  public String path() {
    return path;
  }

  /** What follows the operation in the path. */
  public Subject subject() {
    return subject;
  }

  /** The operation whose rate limit this one uses: status, status-sync and stream share one. */
  public Operation quota() {
    return this == STATUS_SYNC || this == STREAM ? STATUS : this;
  }

  /** True if the operation takes this HTTP verb. */
  public boolean takes(String verb) {
    return verbs.contains(verb);
  }
}
