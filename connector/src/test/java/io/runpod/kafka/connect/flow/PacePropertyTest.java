package io.runpod.kafka.connect.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class PacePropertyTest {
  private static final long SECOND = 1_000_000_000L;

  /** Every step is a pause and what happens then: a rush, one request, a complaint, silence. */
  @Property(tries = 300)
  void keepsTheLimitInEveryTenSecondsAndTheSilenceWhateverTheServerSays(
      @ForAll @IntRange(min = 1, max = 2_000) int limit,
      @ForAll @LongRange(min = Long.MIN_VALUE / 2, max = Long.MAX_VALUE / 2) long start,
      @ForAll @Size(min = 1, max = 300) List<@LongRange(min = 0, max = 400_000_000L) Long> pauses) {
    Pace pace = LonePace.of(limit, start);
    Deque<Long> sent = new ArrayDeque<>();
    long now = start;
    long quietUntil = start;
    for (long pause : pauses) {
      now += pause;
      int what = (int) (pause % 10);
      if (what == 0) {
        pace.throttled(now);
      } else if (what == 1) {
        long until = now + pause * 5;
        pace.quiet(until);
        quietUntil = until - quietUntil > 0 ? until : quietUntil;
      }
      for (int i = 0; i < (what < 8 ? limit : 1) && pace.tryTake(now); i++) {
        assertThat(now - quietUntil).isNotNegative();
        sent.addLast(now);
      }
      while (!sent.isEmpty() && now - sent.peekFirst() >= 10 * SECOND) {
        sent.removeFirst();
      }
      assertThat(sent).hasSizeLessThanOrEqualTo(limit);
    }
  }

  @Property(tries = 100)
  void usesNearlyAllOfTheLimitAgainOnceNobodyComplains(
      @ForAll @IntRange(min = 100, max = 2_000) int limit,
      @ForAll @Size(max = 20) List<@LongRange(min = 0, max = 3_000_000_000L) Long> complaints) {
    Pace pace = LonePace.of(limit, 0);
    long now = 0;
    for (long pause : complaints) {
      now += pause;
      pace.throttled(now);
    }
    now += 20 * SECOND;
    long end = now + 50 * SECOND;
    int count = 0;
    while (now < end) {
      if (pace.tryTake(now)) {
        count++;
      } else {
        now += Math.max(1, pace.nanosToNext(now));
      }
    }
    assertThat(count / 5.0).isGreaterThan(0.98 * limit);
  }
}
