package io.runpod.kafka.connect.api;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Room for the bodies of answers, from their first byte until somebody has taken the answer up. A
 * body that does not fit is not read on, so that it waits in the network and not in the heap. Small
 * bodies need no room. Thread-safe.
 *
 * <p>Bodies whose length is unknown get their room bit by bit. So that they do not wait for each
 * other, the one that was begun first gets what it needs if no answer waits to be taken up: the
 * room may be exceeded by one body.
 */
public final class BodyRoom {
  /** Up to so many bytes a body needs no room; how many calls are open is bounded elsewhere. */
  static final int SMALL = 64 * 1024;

  private final long size;

  /** Bodies being read, in the order they were begun, and what each has been given. */
  private final Map<Place, Long> reading = new LinkedHashMap<>();

  private final Deque<Waiting> waiting = new ArrayDeque<>();

  /** Bytes of answers that wait to be taken up. */
  private long read;

  /** A body waits for room; {@code granted} is done when it has it. */
  record Hold(CompletableFuture<Void> granted) {}

  private record Waiting(Place place, long bytes, CompletableFuture<Void> granted) {}

  /**
   * @param size bytes that bodies above 64 KiB may take together
   */
  public BodyRoom(long size) {
    this.size = size;
  }

  Place place() {
    return new Place();
  }

  /** An answer has been taken up: what it held is free. */
  public void taken(Answer answer) {
    if (answer instanceof Answer.Response response) {
      change(() -> read -= counted(response.body().length));
    }
  }

  /** Bytes in use. */
  synchronized long used() {
    return read + reading.values().stream().mapToLong(Long::longValue).sum();
  }

  private static long counted(long bytes) {
    return bytes > SMALL ? bytes : 0;
  }

  /** The place of one body. */
  final class Place {
    private CompletableFuture<Hold> held = new CompletableFuture<>();
    private long kept;
    private boolean left;

    private Place() {}

    /**
     * Asks for room up to {@code bytes} in all.
     *
     * @return done when it is given; never, if the body was given up
     */
    CompletableFuture<Void> await(long bytes) {
      CompletableFuture<Void> granted = new CompletableFuture<>();
      change(
          () -> {
            if (!left) {
              reading.putIfAbsent(this, 0L);
              waiting.add(new Waiting(this, bytes, granted));
            }
          });
      CompletableFuture<Hold> signal;
      synchronized (BodyRoom.this) {
        // whoever gives the room makes a new signal
        signal = waiting.stream().anyMatch(one -> one.granted() == granted) ? held : null;
      }
      if (signal != null) {
        signal.complete(new Hold(granted));
      }
      return granted;
    }

    /** Completes when the body next waits for room. */
    CompletableFuture<Hold> held() {
      synchronized (BodyRoom.this) {
        return held;
      }
    }

    /** The body has been read, and its answer waits to be taken up. */
    void read(long bytes) {
      change(
          () -> {
            reading.remove(this);
            kept = left ? 0 : counted(bytes);
            read += kept;
          });
    }

    /** The body has been given up; nobody will take the answer up. */
    void leave() {
      change(
          () -> {
            left = true;
            reading.remove(this);
            waiting.removeIf(one -> one.place() == this);
            read -= kept;
            kept = 0;
          });
    }
  }

  private void change(Runnable change) {
    List<Waiting> granted = new ArrayList<>();
    synchronized (this) {
      change.run();
      grant(granted);
    }
    // outside of the lock: what waited reads on from here
    granted.forEach(one -> one.granted().complete(null));
  }

  /** Gives room to those that fit, in their order; the body that was begun first is not in line. */
  private void grant(List<Waiting> granted) {
    if (read == 0) {
      waiting.stream()
          .filter(one -> one.place() == reading.keySet().iterator().next())
          .findFirst()
          .ifPresent(first -> give(first, granted));
    }
    while (!waiting.isEmpty() && fits(waiting.peek())) {
      give(waiting.peek(), granted);
    }
  }

  private boolean fits(Waiting one) {
    return used() - reading.get(one.place()) + one.bytes() <= size;
  }

  private void give(Waiting one, List<Waiting> granted) {
    waiting.remove(one);
    reading.put(one.place(), one.bytes());
    one.place().held = new CompletableFuture<>();
    granted.add(one);
  }
}
