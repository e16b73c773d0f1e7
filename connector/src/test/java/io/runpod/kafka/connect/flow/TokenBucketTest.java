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
  private static final long SECOND = 1_000_000_000L;
  private static final long WINDOW = 10 * SECOND;

  @Property
  void neverLetsMoreThanTheLimitThroughInAnyTenSeconds(
      @ForAll @IntRange(min = 1, max = 3_000) int limit,
      @ForAll @LongRange(min = Long.MIN_VALUE / 2, max = Long.MAX_VALUE / 2) long start,
      @ForAll @Size(min = 1, max = 400) List<@LongRange(min = 0, max = 400_000_000L) Long> pauses) {
    TokenBucket bucket = TokenBucket.ofTenSecondLimit(limit, start);
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
      assertThat(taken).hasSizeLessThanOrEqualTo(limit);
    }
  }

  @Property(tries = 50)
  void usesNearlyAllOfTheLimitWhenAlwaysBusy(@ForAll @IntRange(min = 100, max = 2_000) int limit) {
    TokenBucket bucket = TokenBucket.ofTenSecondLimit(limit, 0);
    int count = 0;
    long now = 0;
    while (now < 100 * SECOND) {
      if (bucket.tryTake(now)) {
        count++;
      } else {
        now += bucket.nanosToNext(now);
      }
    }
    assertThat(count / 10.0).isGreaterThan(0.98 * limit);
  }

  @Property
  void hasATokenWhenItSaidItWould(@ForAll @IntRange(min = 1, max = 3_000) int limit) {
    TokenBucket bucket = TokenBucket.ofTenSecondLimit(limit, 0);
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
  void followsAChangedRateFromThenOn() {
    TokenBucket bucket = new TokenBucket(10, 1, 0);
    assertThat(bucket.tryTake(0)).isTrue();

    bucket.setRate(1, 0);

    assertThat(bucket.tryTake(SECOND / 2)).isFalse();
    assertThat(bucket.tryTake(SECOND)).isTrue();
    assertThat(bucket.rate()).isEqualTo(1);
  }

  @Example
  void refusesARateThatNeverLetsAnythingThrough() {
    assertThatThrownBy(() -> new TokenBucket(0, 1, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new TokenBucket(1, 0.5, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
