package io.runpod.kafka.simulator.live;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Ticks every endpoint when something is due there: by itself on its own thread where time runs, or
 * event by event under {@link #advance} and {@link #jump}. Thread-safe.
 */
final class Pacemaker implements AutoCloseable {

  private final Timeline timeline;
  private final List<LiveEndpoint> endpoints = new CopyOnWriteArrayList<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ReentrantLock jumping = new ReentrantLock();
  private final Thread thread;
  private boolean woken;
  private volatile boolean closed;

  Pacemaker(Timeline timeline) {
    this.timeline = timeline;
    thread = new Thread(this::beat, "runpod-simulator-time");
    thread.setDaemon(true);
  }

  void start() {
    if (!timeline.standsStill()) {
      thread.start();
    }
  }

  void add(LiveEndpoint endpoint) {
    endpoints.add(endpoint);
  }

  /** Something is due earlier than known before. */
  void wake() {
    lock.lock();
    try {
      woken = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Moves the time on by {@code ms}; everything due on the way happens at its own time. */
  void advance(long ms) {
    jumping.lock();
    try {
      long target = timeline.now() + ms;
      while (nextDue() <= target) {
        step(nextDue());
      }
      step(target);
    } finally {
      jumping.unlock();
    }
    wake();
  }

  /** Moves the time to the next event and lets it happen; false if none is planned. */
  boolean jump() {
    jumping.lock();
    try {
      long due = nextDue();
      if (due == Long.MAX_VALUE) {
        return false;
      }
      step(due);
    } finally {
      jumping.unlock();
    }
    wake();
    return true;
  }

  @Override
  public void close() {
    closed = true;
    wake();
  }

  private void step(long due) {
    timeline.jumpTo(due);
    endpoints.forEach(LiveEndpoint::tick);
  }

  private long nextDue() {
    long earliest = Long.MAX_VALUE;
    for (LiveEndpoint endpoint : endpoints) {
      earliest = Math.min(earliest, endpoint.nextDue());
    }
    return earliest;
  }

  private void beat() {
    while (!closed) {
      if (awaitNextDue()) {
        for (LiveEndpoint endpoint : endpoints) {
          if (endpoint.nextDue() <= timeline.now()) {
            tick(endpoint);
          }
        }
      }
    }
  }

  /** A defect in one endpoint's step must not stop the time of all. */
  private static void tick(LiveEndpoint endpoint) {
    try {
      endpoint.tick();
    } catch (RuntimeException e) {
      System.getLogger(Pacemaker.class.getName()).log(System.Logger.Level.ERROR, "defect", e);
    }
  }

  /** True if something is due now; false if there is a reason to look again. */
  private boolean awaitNextDue() {
    lock.lock();
    try {
      woken = false;
      long due = nextDue();
      if (due <= timeline.now()) {
        return true;
      }
      if (due == Long.MAX_VALUE) {
        while (!woken) {
          changed.await();
        }
        return false;
      }
      long left = timeline.nanosUntil(due);
      while (!woken && left > 0) {
        left = changed.awaitNanos(left);
      }
      return !woken;
    } catch (InterruptedException e) {
      closed = true;
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }
}
