package io.runpod.kafka.sandbox.mix;

import java.util.List;

/** Where in the life of a record, a command or the cluster something is killed. */
enum CrashPoint {
  /** A submit has reached RunPod and is not accepted. */
  BEFORE_POST("before POST"),
  /** RunPod has accepted a job, and the ledger does not have it. */
  AFTER_POST("after POST"),
  /** The ledger has a job, and the offset of its record is not committed. */
  IN_LEDGER("in the ledger"),
  /** RunPod answers that a job is over, and the result is not committed. */
  BEFORE_COMMIT("before commit"),
  /** A worker that was killed is on its way back. */
  IN_RESTART("in restart"),
  /** A command is with RunPod and not answered. */
  IN_COMMAND("in command"),
  /** A worker has just joined the group. */
  IN_REBALANCE("in rebalance"),
  /** Some time after a result. */
  ANY_MOMENT("any moment"),
  /** One of the brokers is stopped in order, and comes back at once. */
  BROKER("broker"),
  /** One of the brokers is killed, and stays away for longer than a session lasts. */
  BROKER_AWAY("broker away"),
  /** One of the brokers is killed, and comes back at once. */
  BROKER_KILLED("broker killed"),
  /** The coordinator of the source's transactions is stopped in order, and stays away a minute. */
  COORDINATOR_AWAY("coordinator away");

  /** Those where a broker ends, for seeds: a minute would be too long for them. */
  static final List<CrashPoint> OF_BROKERS = List.of(BROKER_KILLED, BROKER_AWAY, BROKER);

  /** Those where workers are killed. */
  static final List<CrashPoint> OF_WORKERS =
      List.of(
          BEFORE_POST,
          IN_COMMAND,
          AFTER_POST,
          IN_RESTART,
          IN_LEDGER,
          BEFORE_COMMIT,
          ANY_MOMENT,
          IN_REBALANCE);

  private final String words;

  CrashPoint(String words) {
    this.words = words;
  }

  /** True if it is met only by work that goes on, so that nobody has to wait for that before. */
  boolean needsWork() {
    return this == BEFORE_POST || this == AFTER_POST || this == IN_LEDGER || this == BEFORE_COMMIT;
  }

  /** How many processes are killed there; a broker that is stopped in order is none. */
  int kills() {
    return switch (this) {
      case IN_RESTART, IN_REBALANCE -> 2;
      case BROKER, COORDINATOR_AWAY -> 0;
      default -> 1;
    };
  }

  @Override
  public String toString() {
    return words;
  }
}
