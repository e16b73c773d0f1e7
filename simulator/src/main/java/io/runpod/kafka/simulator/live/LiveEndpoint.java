package io.runpod.kafka.simulator.live;

import io.runpod.kafka.simulator.EndpointOptions;
import io.runpod.kafka.simulator.job.Board;
import io.runpod.kafka.simulator.job.Effect;
import io.runpod.kafka.simulator.job.Ids;
import io.runpod.kafka.simulator.job.Json;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * A {@link Board} behind its lock: brings it up to date before each call and performs its effects
 * after it, on the executor. Thread-safe; calls never wait for anything but the lock.
 */
public final class LiveEndpoint {

  private final EndpointOptions options;
  private final Timeline timeline;
  private final Pacemaker pacemaker;
  private final Executor executor;
  private final WebhookSender webhooks;
  private final ReentrantLock lock = new ReentrantLock();
  private final Board board;
  private volatile long nextDue = Long.MAX_VALUE;

  LiveEndpoint(
      EndpointOptions options,
      long seed,
      Timeline timeline,
      Pacemaker pacemaker,
      Executor executor,
      WebhookSender webhooks) {
    this.options = options;
    this.timeline = timeline;
    this.pacemaker = pacemaker;
    this.executor = executor;
    this.webhooks = webhooks;
    this.board = new Board(options, new Ids(seed), timeline.now());
  }

  public EndpointOptions options() {
    return options;
  }

  /** One call on the board, now. */
  public <T> T call(Function<Board, T> call) {
    T result;
    List<Effect> effects;
    long before;
    long after;
    lock.lock();
    try {
      before = nextDue;
      board.advance(timeline.now());
      result = call.apply(board);
      after = board.nextDue();
      nextDue = after;
      effects = board.takeEffects();
    } finally {
      lock.unlock();
    }
    if (after < before) {
      pacemaker.wake();
    }
    effects.forEach(this::perform);
    return result;
  }

  /** Simulated time, epoch ms. */
  public long now() {
    return timeline.now();
  }

  /** Moves the time of all endpoints on; everything due on the way happens at its own time. */
  public void jumpTime(long ms) {
    pacemaker.advance(ms);
  }

  /** When something happens next, simulated epoch ms. */
  long nextDue() {
    return nextDue;
  }

  /** Lets everything happen that is due. */
  void tick() {
    call(board -> null);
  }

  private void send(Effect.Webhook webhook) {
    webhooks.send(
        webhook.url(),
        Json.write(webhook.body()),
        code ->
            call(
                board -> {
                  board.webhookAnswered(webhook.jobId(), webhook.attempt(), code);
                  return null;
                }));
  }

  private void perform(Effect effect) {
    if (effect instanceof Effect.Reply reply) {
      executor.execute(() -> reply.to().accept(reply.answer()));
    } else if (effect instanceof Effect.Webhook webhook) {
      executor.execute(() -> send(webhook));
    } else {
      throw new IllegalStateException("no way to perform " + effect);
    }
  }
}
