package io.runpod.kafka.connect.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Ten minutes of full speed by default settings, in virtual time: RunPod lets 1 000 requests to
 * {@code /run} through in any 10 s, counted as they arrive, and refuses what is above.
 */
class QuotaSimulationTest {
  private static final Duration LENGTH = Duration.ofMinutes(10);
  private static final int LIMIT_PER_10_S = 1_000;

  @Test
  void oneTaskUsesTheDocumentedLimitAndIsNeverRefused() {
    check(play(1));
  }

  @Test
  void fourTasksInFourWorkersUseItTogetherAndAreNeverRefused() {
    check(play(4));
  }

  private static void check(Played played) {
    double share = played.accepted / (LENGTH.toSeconds() / 10.0 * LIMIT_PER_10_S);
    System.out.printf(
        "quota: %d tasks, %.2f %% of the limit, %d refused%n",
        played.tasks, share * 100, played.refused);
    assertThat(played.refused).isZero();
    assertThat(share).isBetween(0.98, 1.0);
  }

  private record Played(int tasks, int accepted, int refused) {}

  private record Event(long at, Runnable what) {}

  private static Played play(int tasks) {
    return new Simulation(tasks).play();
  }

  private static final class Simulation {
    private final Random random = new Random(17);
    private final PriorityQueue<Event> events =
        new PriorityQueue<>((a, b) -> Long.compare(a.at, b.at));
    private final Deque<Long> window = new ArrayDeque<>();
    private final List<EngineHarness> engines = new ArrayList<>();
    private int accepted;
    private int refused;
    private int offered;

    Simulation(int tasks) {
      for (int i = 0; i < tasks; i++) {
        engines.add(new EngineHarness(Map.of("runpod.task.count", Integer.toString(tasks))));
      }
    }

    Played play() {
      long start = engines.get(0).now();
      long end = start + LENGTH.toNanos();
      for (long now = start; now - end < 0; now = next(now)) {
        while (!events.isEmpty() && events.peek().at - now <= 0) {
          events.poll().what.run();
        }
        for (EngineHarness engine : engines) {
          engine.at(now);
          keepBusy(engine);
          send(engine, now);
        }
      }
      return new Played(engines.size(), accepted, refused);
    }

    private long next(long now) {
      long wait = Math.max(1, events.isEmpty() ? Long.MAX_VALUE : events.peek().at - now);
      for (EngineHarness engine : engines) {
        wait = Math.min(wait, Math.max(1, engine.nanosToNext()));
      }
      return now + wait;
    }

    private void keepBusy(EngineHarness engine) {
      while (engine.unsent() < 20) {
        engine.offer(Character.toString((char) ('a' + offered++ % 26)));
      }
    }

    /** What was posted is on its way for 10 to 60 ms, and so is the answer. */
    private void send(EngineHarness engine, long now) {
      for (EngineHarness.Post post : engine.takePosts()) {
        long arrival = now + way();
        events.add(new Event(arrival, () -> arrive(engine, post, arrival)));
      }
    }

    private long way() {
      return Duration.ofMillis(10 + random.nextInt(50)).toNanos();
    }

    private void arrive(EngineHarness engine, EngineHarness.Post post, long now) {
      while (!window.isEmpty() && now - window.peekFirst() >= Duration.ofSeconds(10).toNanos()) {
        window.removeFirst();
      }
      boolean full = window.size() >= LIMIT_PER_10_S;
      accepted += full ? 0 : 1;
      refused += full ? 1 : 0;
      if (!full) {
        window.addLast(now);
      }
      long back = now + way();
      String body = "{\"id\":\"job-" + accepted + "\"}";
      events.add(
          new Event(
              back,
              () -> {
                engine.at(back);
                post.answer().complete(EngineHarness.response(full ? 429 : 200, body));
              }));
    }
  }
}
