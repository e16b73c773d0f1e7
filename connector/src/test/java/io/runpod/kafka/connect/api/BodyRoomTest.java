package io.runpod.kafka.connect.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class BodyRoomTest {
  private static final int K = 1024;
  private final BodyRoom room = new BodyRoom(1_000 * K);
  private final BodyRoom.Place first = room.place();
  private final BodyRoom.Place second = room.place();
  private final BodyRoom.Place third = room.place();

  @Test
  void givesWhatFits() {
    assertThat(first.await(600 * K)).isDone();
    assertThat(second.await(400 * K)).isDone();
    assertThat(room.used()).isEqualTo(1_000 * K);
  }

  @Test
  void aBodyThatDoesNotFitWaitsUntilAnAnswerIsTakenUp() {
    give(first, 600 * K);
    CompletableFuture<Void> waiting = second.await(600 * K);
    first.read(600 * K);
    assertThat(waiting).isNotDone();

    room.taken(answer(600 * K));

    assertThat(waiting).isDone();
    assertThat(room.used()).isEqualTo(600 * K);
  }

  @Test
  void whoComesLaterDoesNotPassBy() {
    give(first, 600 * K);
    CompletableFuture<Void> large = second.await(600 * K);
    CompletableFuture<Void> small = third.await(100 * K);
    assertThat(small).isNotDone();

    first.leave();

    assertThat(large).isDone();
    assertThat(small).isDone();
  }

  @Test
  void bodiesOfUnknownLengthDoNotWaitForEachOther() {
    give(first, 500 * K);
    give(second, 500 * K);

    // the first goes on though there is no room, the second waits for it
    CompletableFuture<Void> secondsMore = second.await(900 * K);
    CompletableFuture<Void> firstsMore = first.await(900 * K);
    assertThat(firstsMore).isDone();
    assertThat(secondsMore).isNotDone();

    first.read(700 * K);
    room.taken(answer(700 * K));
    assertThat(secondsMore).isDone();
  }

  @Test
  void nobodyExceedsTheRoomWhileAnAnswerWaitsToBeTakenUp() {
    give(first, 500 * K);
    first.read(500 * K);

    assertThat(second.await(900 * K)).isNotDone();
    assertThat(room.used()).isEqualTo(500 * K);
  }

  @Test
  void aBodyThatIsGivenUpWhileItWaitsTakesNoRoom() {
    give(first, 900 * K);
    assertThat(second.await(900 * K)).isNotDone();
    second.leave();

    first.leave();

    assertThat(room.used()).isZero();
    assertThat(third.await(1_000 * K)).isDone();
  }

  @Test
  void anAnswerThatWasReadAndThenGivenUpTakesNoRoom() {
    give(first, 900 * K);
    first.read(900 * K);

    first.leave();

    assertThat(room.used()).isZero();
  }

  @Test
  void aBodyThatIsReadAfterItWasGivenUpTakesNoRoom() {
    give(first, 900 * K);
    first.leave();
    first.read(900 * K);

    assertThat(room.used()).isZero();
    assertThat(first.await(900 * K)).isNotDone();
  }

  @Test
  void smallAnswersNeedNoRoom() {
    first.read(BodyRoom.SMALL);

    assertThat(room.used()).isZero();
    room.taken(answer(BodyRoom.SMALL));
    assertThat(room.used()).isZero();
  }

  @Test
  void tellsEachTimeThatABodyWaits() {
    give(first, 900 * K);
    assertThat(second.held()).isNotDone();
    CompletableFuture<Void> granted = second.await(900 * K);
    assertThat(second.held().join().granted()).isSameAs(granted);

    first.leave();

    assertThat(granted).isDone();
    assertThat(second.held()).isNotDone();
  }

  private static void give(BodyRoom.Place place, long bytes) {
    assertThat(place.await(bytes)).isDone();
  }

  private static Answer answer(int bytes) {
    return new Answer.Response(200, new byte[bytes], Optional.empty());
  }
}
