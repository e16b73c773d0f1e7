package io.runpod.kafka.connect.source;

import io.runpod.kafka.connect.api.Answer;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Where other threads put what the task's thread will take up. Thread-safe. */
final class Mailbox {
  private final LinkedBlockingQueue<Optional<Mail>> queue = new LinkedBlockingQueue<>();
  private final Consumer<Answer> taken;

  /**
   * @param taken is told of each answer that is taken out
   */
  Mailbox(Consumer<Answer> taken) {
    this.taken = taken;
  }

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
    return out(next);
  }

  /** The next mail, waiting for it at most {@code nanos}. */
  Optional<Mail> take(long nanos) throws InterruptedException {
    return out(queue.poll(nanos, TimeUnit.NANOSECONDS));
  }

  private Optional<Mail> out(Optional<Mail> next) {
    if (next == null) {
      return Optional.empty();
    }
    next.ifPresent(
        mail -> {
          if (mail instanceof Mail.OfAnswer of) {
            taken.accept(of.answer());
          }
        });
    return next;
  }
}
