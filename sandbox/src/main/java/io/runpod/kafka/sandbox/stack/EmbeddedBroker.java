package io.runpod.kafka.sandbox.stack;

import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;

/** A broker in this JVM: the fastest to start. */
public final class EmbeddedBroker implements Broker {
  private final BrokerSettings settings;
  private KafkaRaftServer server;

  public EmbeddedBroker(BrokerSettings settings) {
    this.settings = settings;
  }

  @Override
  public String bootstrapServers() {
    return settings.bootstrapServers();
  }

  @Override
  public void start() {
    settings.prepare();
    server = new KafkaRaftServer(KafkaConfig.fromProps(settings.properties(), false), Time.SYSTEM);
    server.startup();
  }

  @Override
  public void stop() {
    if (server != null) {
      server.shutdown();
      server.awaitShutdown();
      server = null;
    }
  }

  @Override
  public void kill() {
    throw new UnsupportedOperationException("a broker in this JVM cannot be killed alone");
  }
}
