package io.runpod.kafka.streams;

import static org.apache.kafka.streams.CloseOptions.GroupMembershipOperation.LEAVE_GROUP;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KafkaStreams.StateListener;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stream assembly as a running application, for a main program or inside another one. Safe to use
 * from any thread.
 *
 * <p>Reads committed records only and writes exactly once unless {@code processing.guarantee} says
 * otherwise. When a stream thread fails, the whole application stops and {@link #failure()} has the
 * cause.
 */
public final class StreamAssemblyApp implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StreamAssemblyApp.class);

  // leaving the group hands the partitions on at once; by default they would wait for the session
  // to time out
  private static final CloseOptions CLOSE =
      CloseOptions.timeout(Duration.ofSeconds(10)).withGroupMembershipOperation(LEAVE_GROUP);

  private final KafkaStreams streams;
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile Throwable failure;

  private StreamAssemblyApp(KafkaStreams streams) {
    this.streams = streams;
  }

  /** Starts without listeners; see {@link #start(Properties, ChunkListener, StateListener)}. */
  public static StreamAssemblyApp start(Properties properties) {
    return start(properties, ChunkListener.NONE, (now, before) -> {});
  }

  /**
   * Checks the topics and starts; returns before the first record is read.
   *
   * @param properties Kafka Streams' settings, those of {@link AssemblyConfig}, and what the serde
   *     needs
   * @param chunks hears of each chunk as it is taken in
   * @param states hears of the application's state
   * @throws org.apache.kafka.common.config.ConfigException if a setting is missing or wrong, with
   *     its name
   * @throws IllegalStateException if the input topic does not exist or Kafka cannot be reached
   */
  public static StreamAssemblyApp start(
      Properties properties, ChunkListener chunks, StateListener states) {
    Properties settings = StreamsSettings.complete(properties);
    AssemblyConfig config = new AssemblyConfig(settings);
    StreamsSettings.checkValueSerde(settings);
    AssemblyTopics.prepare(settings, config);
    KafkaStreams streams = new KafkaStreams(StreamAssemblyTopology.build(config, chunks), settings);
    StreamAssemblyApp app = new StreamAssemblyApp(streams);
    app.run(states);
    return app;
  }

  private void run(StateListener states) {
    streams.setStateListener(
        (now, before) -> {
          states.onChange(now, before);
          if (now.hasCompletedShutdown()) {
            ended.countDown();
          }
        });
    streams.setUncaughtExceptionHandler(
        cause -> {
          failure = cause;
          LOG.error("stream assembly stops: {}", cause.toString());
          return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        });
    streams.start();
  }

  /**
   * True while records are read, or would be if there were any; false before the first assignment
   * and in rebalances.
   */
  public boolean isRunning() {
    return streams.state() == KafkaStreams.State.RUNNING;
  }

  /** Kafka Streams' own word for what the application is doing. */
  public KafkaStreams.State state() {
    return streams.state();
  }

  /** Why the application stopped by itself, empty if it did not. */
  public Optional<Throwable> failure() {
    return Optional.ofNullable(failure);
  }

  /** Waits until the application has stopped, by {@link #close()} or by a failure. */
  public void awaitEnd() throws InterruptedException {
    ended.await();
  }

  /**
   * Stops within 10 s; what was not committed is read again at the next start. Further calls do
   * nothing.
   */
  @Override
  public void close() {
    streams.close(CLOSE);
  }

  /**
   * Runs until stopped: {@code StreamAssemblyApp <properties file>}. Exit code 1 on a failure, 2 on
   * wrong use.
   */
  public static void main(String[] args) throws InterruptedException {
    if (args.length != 1) {
      System.err.println("usage: StreamAssemblyApp <properties file>");
      System.exit(2);
    }
    try (StreamAssemblyApp app = start(read(Path.of(args[0])))) {
      Runtime.getRuntime().addShutdownHook(new Thread(app::close, "stream-assembly-close"));
      app.awaitEnd();
      app.failure().ifPresent(StreamAssemblyApp::exit);
    } catch (IOException | RuntimeException e) {
      exit(e);
    }
  }

  private static void exit(Throwable cause) {
    // on the error stream, because there may be no logging
    System.err.println("stream assembly failed: " + cause);
    for (Throwable deeper = cause.getCause(); deeper != null; deeper = deeper.getCause()) {
      System.err.println("  caused by: " + deeper);
    }
    System.exit(1);
  }

  private static Properties read(Path file) throws IOException {
    Properties properties = new Properties();
    try (Reader in = Files.newBufferedReader(file)) {
      properties.load(in);
    }
    return properties;
  }
}
