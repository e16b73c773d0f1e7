package io.runpod.kafka.connect.sink;

/**
 * What an {@link EngineThread} drives. Everything but {@link #maySendUntil} is called on that
 * thread; all times are ns of one monotonic clock.
 */
interface Engine {

  /** Lets the engine send until {@code time}. Any thread. */
  void maySendUntil(long time);

  /** Takes one event from the mailbox. */
  void handle(EngineEvent event, long now);

  /** Sends what may be sent now. */
  void send(long now);

  /** How long nothing will have to be done unless an event comes. */
  long nanosToNext(long now);
}
