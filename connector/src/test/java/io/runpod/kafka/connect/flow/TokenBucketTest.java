package io.runpod.kafka.connect.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class TokenBucketTest {
  private static final long WINDOW = 10_000_000_000L;

  @Property
  void neverLetsMoreThanBurstAndRateThroughInAnyTenSeconds(
      @ForAll @IntRange(min = 1, max = 300) int perSecond,
      @ForAll @IntRange(min = 1, max = 30) int burst,
      @ForAll @LongRange(min = Long.MIN_VALUE / 2, max = Long.MAX_VALUE / 2) long start,
      @ForAll @Size(min = 1, max = 400) List<@LongRange(min = 0, max = 400_000_000L) Long> pauses) {
    TokenBucket bucket = new TokenBucket(perSecond, burst, start);
    Deque<Long> taken = new ArrayDeque<>();
    long now = start;
    for (long pause : pauses) {
      now += pause;
      while (bucket.tryTake(now)) {
        taken.addLast(now);
      }
      while (!taken.isEmpty() && now - taken.peekFirst() >= WINDOW) {
        taken.removeFirst();
      }
      assertThat(taken).hasSizeLessThanOrEqualTo(burst + 10 * perSecond);
    }
  }

  @Property
  void hasATokenWhenItSaidItWould(@ForAll @IntRange(min = 1, max = 300) int perSecond) {
    TokenBucket bucket = new TokenBucket(perSecond, 1, 0);
    long now = 0;
    while (bucket.tryTake(now)) {
      assertThat(now).isZero();
    }
    // rounding may leave it a hair below one, never more than one further step
    now += bucket.nanosToNext(now);
    now += bucket.nanosToNext(now);
    assertThat(bucket.tryTake(now)).isTrue();
  }

  @Example
  void refusesARateThatNeverLetsAnythingThrough() {
    assertThatThrownBy(() -> new TokenBucket(0, 1, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new TokenBucket(1, 0.5, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
