package io.runpod.kafka.connect.api;

import java.io.ByteArrayOutputStream;
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

  /** Reads at most {@code limit} bytes, then closes the connection instead of reading on. */
  static BodySubscriber<BoundedBody> subscriber(int limit) {
    return new Subscriber(limit);
  }

  private static final class Subscriber implements BodySubscriber<BoundedBody> {
    private final int limit;
    private final CompletableFuture<BoundedBody> body = new CompletableFuture<>();
    private final ByteArrayOutputStream collected = new ByteArrayOutputStream();
    private Flow.Subscription subscription;
    private long read;

    Subscriber(int limit) {
      this.limit = limit;
    }

    @Override
    public CompletionStage<BoundedBody> getBody() {
      return body;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      this.subscription = subscription;
      subscription.request(Long.MAX_VALUE);
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
          body.complete(new BoundedBody(start(buffer), read, true));
          return;
        }
        byte[] part = new byte[buffer.remaining()];
        buffer.get(part);
        collected.writeBytes(part);
      }
    }

    private byte[] start(ByteBuffer last) {
      byte[] part = new byte[Math.min(last.remaining(), START)];
      last.get(part);
      collected.writeBytes(part);
      byte[] all = collected.toByteArray();
      return Arrays.copyOf(all, Math.min(all.length, START));
    }

    @Override
    public void onError(Throwable failure) {
      body.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
      body.complete(new BoundedBody(collected.toByteArray(), read, false));
    }
  }
}
