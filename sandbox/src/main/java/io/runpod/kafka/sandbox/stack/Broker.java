package io.runpod.kafka.sandbox.stack;

/** One Kafka broker that is a controller too. Owned by one thread; keeps its data over restarts. */
public sealed interface Broker permits EmbeddedBroker, ChildBroker {
  String bootstrapServers();

  /** Starts the broker; it answers soon after this returns. */
  void start();

  /** Stops the broker in order and waits till it is gone. */
  void stop();

  /**
   * Ends the broker as {@code kill -9} does.
   *
   * @throws UnsupportedOperationException if it runs in this JVM
   */
  void kill();
}
