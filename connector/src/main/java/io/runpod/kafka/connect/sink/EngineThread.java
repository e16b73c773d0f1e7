package io.runpod.kafka.connect.sink;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.errors.ConnectException;

/** The thread that owns an {@link Engine}: empties its mailbox and lets it send. */
final class EngineThread implements AutoCloseable {
  private final Engine engine;
  private final BlockingQueue<EngineEvent> mailbox;
  private final Queue<Outcome> outbox;
  private final Thread thread;
  private volatile boolean closed;

  EngineThread(
      String name, Engine engine, BlockingQueue<EngineEvent> mailbox, Queue<Outcome> outbox) {
    this.engine = engine;
    this.mailbox = mailbox;
    this.outbox = outbox;
    this.thread = new Thread(this::run, name);
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** False once the thread has ended, for whatever reason: nobody empties the mailbox any more. */
  boolean alive() {
    return thread.isAlive();
  }

  private void run() {
    List<EngineEvent> batch = new ArrayList<>();
    try {
      while (!closed) {
        EngineEvent first =
            mailbox.poll(engine.nanosToNext(System.nanoTime()), TimeUnit.NANOSECONDS);
        if (first != null) {
          batch.add(first);
          mailbox.drainTo(batch);
        }
        long now = System.nanoTime();
        batch.forEach(event -> engine.handle(event, now));
        batch.clear();
        engine.send(now);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error broken) {
      // without this thread nothing moves: the task must not stay RUNNING
      outbox.add(
          new Outcome.Failed(new ConnectException(thread.getName() + " ended: " + broken, broken)));
    }
  }

  /** Ends the thread; what is in the mailbox stays there. */
  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }
}
