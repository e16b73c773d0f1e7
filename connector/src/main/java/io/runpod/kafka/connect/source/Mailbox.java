package io.runpod.kafka.connect.source;

import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Where other threads put what the task's thread will take up. Thread-safe. */
final class Mailbox {
  private final LinkedBlockingQueue<Optional<Mail>> queue = new LinkedBlockingQueue<>();

  void put(Mail mail) {
    queue.add(Optional.of(mail));
  }

  /** Ends a wait of {@link #take} at once. */
  void wake() {
    queue.add(Optional.empty());
  }

  /** The next mail if there is one now. */
  Optional<Mail> take() {
    Optional<Mail> next = queue.poll();
    while (next != null && next.isEmpty()) {
      next = queue.poll();
    }
    return next == null ? Optional.empty() : next;
  }

  /** The next mail, waiting for it at most {@code nanos}. */
  Optional<Mail> take(long nanos) throws InterruptedException {
    Optional<Mail> next = queue.poll(nanos, TimeUnit.NANOSECONDS);
    return next == null ? Optional.empty() : next;
  }
}
