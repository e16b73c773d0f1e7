package io.runpod.kafka.simulator.job;

import com.fasterxml.jackson.databind.JsonNode;
import io.runpod.kafka.simulator.JobState;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The calls that wait for jobs, and the chunks they are handed. Owned by the endpoint's lock.
 *
 * <p>A reader that found nothing buffered gets the one chunk it blocked for; the status in its
 * answer is read when the instant is over, so a last chunk may come with a terminal status.
 */
final class WaitingRoom {

  /** Most buffered chunks one answer carries. */
  static final int MOST_CHUNKS = 200;

  private record Served(Job job, Waiter waiter, JsonNode chunk) {}

  private final Agenda agenda;
  private final List<Effect> effects;
  private final List<Served> served = new ArrayList<>();
  private int waiting;

  WaitingRoom(Agenda agenda, List<Effect> effects) {
    this.agenda = agenda;
    this.effects = effects;
  }

  /** How many calls wait now. */
  int waiting() {
    return waiting;
  }

  /** The job's state at its end, at once or when it comes; after {@code waitMs} whatever it is. */
  Optional<Answer> awaitEnd(Job job, long waitMs, Consumer<Answer> reply) {
    if (job.state().isTerminal()) {
      return Optional.of(Answer.ok(JobView.status(job)));
    }
    enter(job, new Waiter(Waiter.For.END, reply), waitMs);
    return Optional.empty();
  }

  /** Up to 200 buffered chunks at once; else the next one, the end, or the end of the wait. */
  Optional<Answer> awaitChunk(Job job, long waitMs, Consumer<Answer> reply) {
    if (!job.unread.isEmpty() || job.state().isTerminal()) {
      List<JsonNode> chunks = new ArrayList<>(Math.min(MOST_CHUNKS, job.unread.size()));
      while (chunks.size() < MOST_CHUNKS && !job.unread.isEmpty()) {
        chunks.add(job.unread.poll());
      }
      return Optional.of(stream(job, chunks));
    }
    enter(job, new Waiter(Waiter.For.CHUNK, reply), waitMs);
    return Optional.empty();
  }

  /** A worker produced a chunk: it goes to the reader that has waited longest, or is kept. */
  void chunkArrived(Job job, JsonNode chunk) {
    if (job.awaitingChunk.isEmpty()) {
      job.unread.add(chunk);
      return;
    }
    Waiter first = job.awaitingChunk.iterator().next();
    leave(job, first);
    served.add(new Served(job, first, chunk));
  }

  /** The job has ended or is gone: nobody waits for it any longer. */
  void dismissAll(Job job) {
    List<Waiter> all = new ArrayList<>(job.awaitingEnd);
    all.addAll(job.awaitingChunk);
    all.forEach(waiter -> release(job, waiter));
  }

  /** Answers those that were handed a chunk in the instant that is over. */
  void settle() {
    for (Served one : served) {
      send(one.waiter(), stream(one.job(), List.of(one.chunk())));
    }
    served.clear();
  }

  private void enter(Job job, Waiter waiter, long waitMs) {
    waiting++;
    if (waiter.what() == Waiter.For.END) {
      job.awaitingEnd = with(job.awaitingEnd, waiter);
    } else {
      job.awaitingChunk = with(job.awaitingChunk, waiter);
    }
    waiter.timeout = agenda.in(waitMs, () -> release(job, waiter));
  }

  /** The set is made for the first that waits. */
  private static Set<Waiter> with(Set<Waiter> waiters, Waiter one) {
    Set<Waiter> grown = waiters.isEmpty() ? new LinkedHashSet<>() : waiters;
    grown.add(one);
    return grown;
  }

  private void leave(Job job, Waiter waiter) {
    waiting--;
    (waiter.what() == Waiter.For.END ? job.awaitingEnd : job.awaitingChunk).remove(waiter);
    agenda.drop(waiter.timeout);
  }

  private void release(Job job, Waiter waiter) {
    leave(job, waiter);
    boolean gone = job.state() == JobState.GONE;
    send(
        waiter,
        waiter.what() == Waiter.For.CHUNK
            ? stream(job, List.of())
            : gone ? Answer.jobNotFound() : Answer.ok(JobView.status(job)));
  }

  private Answer stream(Job job, List<JsonNode> chunks) {
    if (!chunks.isEmpty()) {
      job.handedOut.add(List.copyOf(chunks));
    }
    return job.state() == JobState.GONE
        ? Answer.jobNotFound()
        : Answer.ok(JobView.stream(job, chunks));
  }

  private void send(Waiter waiter, Answer answer) {
    effects.add(new Effect.Reply(waiter.reply(), answer));
  }
}
