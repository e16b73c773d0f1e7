package io.runpod.kafka.sandbox.quickstart;

import io.runpod.kafka.sandbox.Sandbox;
import io.runpod.kafka.sandbox.client.ConnectorStatus;
import io.runpod.kafka.streams.StreamAssemblyApp;
import java.time.Duration;
import java.util.List;

/** Follows the jobs until each record has its fate, or there is no hope. */
final class Watch {
  private static final List<String> CONNECTORS = List.of("runpod-source", "runpod-sink-json");
  private static final Duration CHECK = Duration.ofSeconds(2);
  // a second result or a late chunk would come within this time
  private static final Duration AFTERMATH = Duration.ofSeconds(1);

  private final Sandbox sandbox;
  private final Screen screen;
  private final Duration patience;
  private long firstResult;

  /**
   * @param patience how long nothing may happen
   */
  Watch(Sandbox sandbox, Screen screen, Duration patience) {
    this.sandbox = sandbox;
    this.screen = screen;
    this.patience = patience;
  }

  /**
   * Returns when every record is accounted for, or when nothing has happened for too long.
   *
   * @throws IllegalStateException if a connector or the Streams companion has failed
   */
  void untilAccounted(JobBoard board, Feed feed, StreamAssemblyApp streams) {
    String last = "";
    long lastNews = System.nanoTime();
    long nextCheck = lastNews;
    while (!over(board, lastNews)) {
      feed.bring(board);
      screen.show(board);
      if (firstResult == 0 && board.hasResult()) {
        firstResult = System.nanoTime();
      }
      String now = board.digest();
      if (!now.equals(last)) {
        last = now;
        lastNews = System.nanoTime();
      }
      if (System.nanoTime() > nextCheck) {
        requireHealth(streams);
        nextCheck = System.nanoTime() + CHECK.toNanos();
      }
    }
    screen.settle();
  }

  /** When the first result was there, by the JVM's nano clock. */
  long firstResult() {
    return firstResult;
  }

  private boolean over(JobBoard board, long lastNews) {
    Duration quiet = Duration.ofNanos(System.nanoTime() - lastNews);
    boolean done = board.accounted() == board.rows().size();
    return quiet.compareTo(done ? AFTERMATH : patience) > 0;
  }

  private void requireHealth(StreamAssemblyApp streams) {
    for (String connector : CONNECTORS) {
      ConnectorStatus status = sandbox.connect().status(connector);
      if (!status.failure().isEmpty()) {
        throw new IllegalStateException(connector + " failed: " + status.reason());
      }
    }
    streams
        .failure()
        .ifPresent(
            cause -> {
              throw new IllegalStateException("the Streams companion failed", cause);
            });
  }
}
