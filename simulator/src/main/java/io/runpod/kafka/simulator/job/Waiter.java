package io.runpod.kafka.simulator.job;

import java.util.function.Consumer;

/**
 * A call that waits for a job to move. Its reply is called exactly once, outside the endpoint's
 * lock, on a thread that must not be blocked.
 */
final class Waiter {

  /** What the call waits for. */
  enum For {
    /** A terminal state. */
    END,
    /** A chunk, or a terminal state. */
    CHUNK
  }

  private final For what;
  private final Consumer<Answer> reply;
  Agenda.Entry timeout = Agenda.Entry.NOTHING;

  Waiter(For what, Consumer<Answer> reply) {
    this.what = what;
    this.reply = reply;
  }

  For what() {
    return what;
  }

  Consumer<Answer> reply() {
    return reply;
  }
}
