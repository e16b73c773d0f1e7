package io.runpod.kafka.connect.api;

import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** A response body, or the start of one that was larger than allowed and was cut off. */
@SuppressWarnings("ArrayRecordComponent") // a body is handed over, never compared
record BoundedBody(byte[] bytes, long bytesRead, boolean cut) {
  /** What is kept of a body that was cut off: a job's ID stands before its output. */
  private static final int START = 4 * 1024;

  /**
   * Reads at most {@code limit} bytes, then closes the connection instead of reading on. Where
   * there is no room for more it reads on when there is.
   *
   * @param length of the body, or a negative number if it is not known
   */
  static BodySubscriber<BoundedBody> subscriber(int limit, long length, BodyRoom.Place place) {
    return new Subscriber(limit, length, place);
  }

  private static final class Subscriber implements BodySubscriber<BoundedBody> {
    private final int limit;
    private final BodyRoom.Place place;
    private final CompletableFuture<BoundedBody> body = new CompletableFuture<>();
    private final Bytes collected;
    private final int expected;
    private Flow.Subscription subscription;
    private long room = BodyRoom.SMALL;
    private long read;

    Subscriber(int limit, long length, BodyRoom.Place place) {
      this.limit = limit;
      this.expected = (int) Math.min(length, limit);
      this.place = place;
      this.collected = new Bytes(Math.max(0, Math.min(expected, BodyRoom.SMALL)));
    }

    @Override
    public CompletionStage<BoundedBody> getBody() {
      return body;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      this.subscription = subscription;
      subscription.request(1);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
      if (body.isDone()) {
        return;
      }
      for (ByteBuffer buffer : buffers) {
        read += buffer.remaining();
        if (read > limit) {
          subscription.cancel();
          collected.add(buffer, START);
          finish(new BoundedBody(collected.start(START), read, true));
          return;
        }
        collected.add(buffer, buffer.remaining());
      }
      if (read < room || read == expected) {
        subscription.request(1);
      } else {
        readOnWithMoreRoom();
      }
    }

    /** As much as the body is long, if that is known; otherwise twice as much as before. */
    private void readOnWithMoreRoom() {
      room = Math.max(expected, Math.min(2 * room, limit + 1L));
      var unused =
          place
              .await(room)
              .thenRun(
                  () -> {
                    collected.grow((int) Math.min(room, limit));
                    subscription.request(1);
                  });
    }

    @Override
    public void onError(Throwable failure) {
      place.leave();
      body.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
      finish(new BoundedBody(collected.all(), read, false));
    }

    private void finish(BoundedBody whole) {
      place.read(whole.cut() ? 0 : whole.bytes().length);
      body.complete(whole);
    }
  }

  /** Bytes in a row, without a copy at the end where their number is known. */
  private static final class Bytes {
    /** Room is given in steps; a body may go a little beyond before the next. */
    private static final int SPARE = 8 * 1024;

    private byte[] bytes;
    private int count;

    Bytes(int capacity) {
      this.bytes = new byte[capacity];
    }

    void grow(int capacity) {
      if (capacity > bytes.length) {
        bytes = Arrays.copyOf(bytes, capacity);
      }
    }

    void add(ByteBuffer from, int most) {
      int more = Math.min(from.remaining(), most);
      if (count + more > bytes.length) {
        grow(count + more + SPARE);
      }
      from.get(bytes, count, more);
      count += more;
    }

    byte[] start(int most) {
      return Arrays.copyOf(bytes, Math.min(count, most));
    }

    byte[] all() {
      return count == bytes.length ? bytes : Arrays.copyOf(bytes, count);
    }
  }
}
