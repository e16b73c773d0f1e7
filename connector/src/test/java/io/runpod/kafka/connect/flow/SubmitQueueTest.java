package io.runpod.kafka.connect.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class SubmitQueueTest {

  private record Item(int lane, int number) {}

  /** Lane 0 is no lane. Numbers steer what happens to what is taken: released or retried. */
  @Property(tries = 500)
  void handsOutEveryItemInTheOrderOfItsLaneWhateverIsRetried(
      @ForAll @Size(max = 60) List<@IntRange(min = 0, max = 4) Integer> lanes,
      @ForAll @Size(min = 1, max = 40) List<@IntRange(min = 0, max = 9) Integer> luck) {
    SubmitQueue<Item, Integer> queue =
        new SubmitQueue<>(SubmitQueueTest::lane, item -> item.number % 2);
    for (int i = 0; i < lanes.size(); i++) {
      queue.add(new Item(lanes.get(i), i));
    }
    Map<Integer, Integer> lastReleased = new HashMap<>();
    Set<Item> released = new HashSet<>();
    List<Item> taken = new ArrayList<>();
    long now = Long.MAX_VALUE - 50;
    for (int turn = 0; released.size() < lanes.size(); turn++) {
      now++;
      queue.next(turn % 2, now).ifPresent(taken::add);
      assertThat(taken.stream().map(Item::lane).filter(lane -> lane > 0)).doesNotHaveDuplicates();
      boolean enough = turn > 1_000;
      int dice = enough ? 9 : luck.get(turn % luck.size()) + turn % 3;
      if (!taken.isEmpty() && dice < 4) {
        Item item = taken.remove(dice % taken.size());
        queue.retry(item, now + dice);
      } else if (!taken.isEmpty()) {
        Item item = taken.remove(dice % taken.size());
        queue.release(item);
        assertThat(released.add(item)).isTrue();
        if (item.lane > 0) {
          assertThat(item.number).isGreaterThan(lastReleased.getOrDefault(item.lane, -1));
          lastReleased.put(item.lane, item.number);
        }
      }
      assertThat(turn).isLessThan(10_000);
    }
    assertThat(queue.size()).isZero();
    assertThat(queue.nextDue()).isEmpty();
  }

  @Example
  void retriesNothingBeforeItsTime() {
    SubmitQueue<Item, Integer> queue = new SubmitQueue<>(SubmitQueueTest::lane, item -> 0);
    Item item = new Item(0, 1);
    queue.retry(item, 100);

    assertThat(queue.first(0, 99)).isEmpty();
    assertThat(queue.nextDue()).hasValue(100);
    assertThat(queue.next(0, 100)).contains(item);
  }

  @Example
  void givesWhatWasRetriedPrecedence() {
    SubmitQueue<Item, Integer> queue = new SubmitQueue<>(SubmitQueueTest::lane, item -> 0);
    queue.add(new Item(0, 2));
    queue.retry(new Item(0, 1), 5);

    assertThat(queue.next(0, 5)).contains(new Item(0, 1));
  }

  @Example
  void forgetsWhatWaitsWhereverItWaits() {
    SubmitQueue<Item, Integer> queue = new SubmitQueue<>(SubmitQueueTest::lane, item -> 0);
    Item inFlight = new Item(1, 0);
    queue.add(inFlight);
    assertThat(queue.next(0, 0)).contains(inFlight);
    queue.add(new Item(1, 1));
    queue.add(new Item(2, 2));
    queue.add(new Item(2, 3));
    queue.add(new Item(0, 4));
    queue.retry(new Item(3, 5), 10);

    queue.forget(item -> item.lane != 0);

    assertThat(queue.size()).isEqualTo(1);
    queue.release(inFlight);
    assertThat(queue.next(0, 100)).contains(new Item(0, 4));
    assertThat(queue.next(0, 100)).isEmpty();
    queue.add(new Item(1, 6));
    assertThat(queue.next(0, 100)).contains(new Item(1, 6));
  }

  @Example
  void aKindThatMayNotGoKeepsNoOtherWaiting() {
    SubmitQueue<Item, Integer> queue =
        new SubmitQueue<>(SubmitQueueTest::lane, item -> item.number % 2);
    queue.add(new Item(0, 1));
    queue.add(new Item(0, 2));
    queue.add(new Item(3, 4));
    queue.add(new Item(3, 5));

    assertThat(queue.next(0, 0)).contains(new Item(0, 2));
    assertThat(queue.next(0, 0)).contains(new Item(3, 4));
    assertThat(queue.next(0, 0)).isEmpty();
    assertThat(queue.next(1, 0)).contains(new Item(0, 1));
    assertThat(queue.first(1, 0)).isEmpty();
    queue.release(new Item(3, 4));
    assertThat(queue.next(1, 0)).contains(new Item(3, 5));
  }

  private static Optional<Object> lane(Item item) {
    return item.lane == 0 ? Optional.empty() : Optional.of(item.lane);
  }
}
