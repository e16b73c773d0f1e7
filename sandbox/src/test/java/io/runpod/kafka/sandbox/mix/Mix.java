package io.runpod.kafka.sandbox.mix;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;

/** What a mixed run is made of. A new operation is one more line in {@link #ALL}. */
final class Mix {
  /** Makes one act; what it does not fix is left to chance. */
  @FunctionalInterface
  interface Ingredient {
    Act act(String name, Random chance);
  }

  /** What becomes of acts of a kind when the worker is killed. */
  private enum Kill {
    /** They end whatever is killed. */
    SURVIVES,
    /** They do too, but take long, or need a connector of their own. */
    SLOWLY,
    /**
     * They may wait in vain: a retry or purge in doubt is dead-lettered and never repeated, and a
     * letter may be of another job.
     */
    MAY_HANG
  }

  /**
   * So many acts of a kind.
   *
   * @param count how many there are in every run
   */
  private record Share(String name, int count, Kill kill, Ingredient ingredient) {
    static Share of(String name, int count, Ingredient ingredient) {
      return new Share(name, count, Kill.SURVIVES, ingredient);
    }

    static Share slow(String name, int count, Ingredient ingredient) {
      return new Share(name, count, Kill.SLOWLY, ingredient);
    }

    static Share calm(String name, int count, Ingredient ingredient) {
      return new Share(name, count, Kill.MAY_HANG, ingredient);
    }
  }

  private static final String CALLED_BACK = "called back by RunPod";

  private static final List<Share> ALL =
      List.of(
          Share.of("short", 110, HandlerActs::brief),
          Share.of("long", 8, HandlerActs::lasting),
          Share.of("failing", 20, HandlerActs::failing),
          Share.of("failing generator", 8, HandlerActs::failingGenerator),
          Share.of("streaming", 60, HandlerActs::streaming),
          Share.of("streaming with metrics", 15, HandlerActs::streamingWithMetrics),
          Share.of("450 chunks at once", 3, HandlerActs::many),
          Share.of("empty generator", 8, HandlerActs::emptyGenerator),
          Share.slow("progress", 5, HandlerActs::progress),
          Share.of("large output", 3, HandlerActs::largeOutput),
          Share.of("large chunk", 3, HandlerActs::largeChunk),
          Share.of("no output", 5, HandlerActs::nothing),
          Share.calm("lost by the infrastructure", 5, HandlerActs::lost),
          Share.of("low priority", 8, RequestActs::lowPriority),
          Share.of("another endpoint", 15, RequestActs::elsewhere),
          Share.of("runsync", 15, RequestActs::runsync),
          Share.slow("runsync, longer than its wait", 4, RequestActs::longRunsync),
          Share.slow("stream switched off", 8, RequestActs::unheard),
          Share.calm(CALLED_BACK, 5, RequestActs::calledBack),
          Share.slow("envelope", 12, RequestActs::enveloped),
          Share.slow("envelope with a limit that is passed", 2, RequestActs::envelopedAndTooLong),
          Share.calm("held back by a full queue", 1, RequestActs::heldBack),
          Share.slow("queue deadline", 3, CareActs::queueDeadline),
          Share.slow("run deadline", 3, CareActs::runDeadline),
          Share.calm("retried by itself", 3, CareActs::retried),
          Share.slow("not retried by itself", 3, CareActs::failedForGood),
          Share.slow("cancel queued", 2, CommandActs::cancelQueued),
          Share.of("cancel running", 8, CommandActs::cancelRunning),
          Share.calm("cancel a running stream", 5, CommandActs::cancelStream),
          Share.calm("cancel finished", 5, CommandActs::cancelFinished),
          Share.calm("cancel at another endpoint", 3, CommandActs::cancelElsewhere),
          Share.calm("retry failed", 10, CommandActs::retryFailed),
          Share.calm("retry a failed stream", 5, CommandActs::retryStream),
          Share.calm("retry completed", 5, CommandActs::retryCompleted),
          Share.calm("retry what was lost", 3, CommandActs::retryLost),
          Share.calm("purge", 1, CommandActs::purge),
          Share.calm("command for no job", 3, CommandActs::commandForNoJob),
          Share.calm("unknown command", 3, CommandActs::unknownCommand),
          Share.of("bad input", 15, RefusedActs::badInput),
          Share.slow("bad envelope", 2, RefusedActs::badEnvelope),
          Share.of("wait out of range", 2, RefusedActs::badWait),
          Share.of("unknown endpoint", 3, RefusedActs::nowhere));

  private Mix() {}

  /** All acts of a run, in the order of that seed. */
  static List<Act> of(long seed) {
    return of(seed, share -> true);
  }

  /** The acts of a run on workers that take no webhooks. */
  static List<Act> withoutWebhooks(long seed) {
    return of(seed, share -> !share.name().equals(CALLED_BACK));
  }

  /** The acts of a run with kills. */
  static List<Act> throughKills(long seed) {
    return of(seed, share -> share.kill() != Kill.MAY_HANG);
  }

  /** Acts that end soon whatever is killed, in the order of that seed: some seconds of load. */
  static List<Act> soonOver(long seed) {
    return of(seed, share -> share.kill() == Kill.SURVIVES);
  }

  private static List<Act> of(long seed, Predicate<Share> which) {
    Random chance = new Random(seed);
    List<Act> acts = new ArrayList<>();
    for (Share share : ALL) {
      for (int i = 0; which.test(share) && i < share.count(); i++) {
        acts.add(share.ingredient().act(share.name(), chance));
      }
    }
    Collections.shuffle(acts, chance);
    return acts;
  }
}
