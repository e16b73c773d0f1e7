package io.runpod.kafka.connect.api;

import java.net.http.HttpRequest;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow;
import java.util.function.BooleanSupplier;

/**
 * A body that is asked for when the connection stands, right before the request's first byte goes
 * out, and fails then if it is too late. A process that was paused while it made a connection sends
 * nothing so. The JDK's client asks for no body that is empty.
 */
final class LastLook implements HttpRequest.BodyPublisher {
  private final HttpRequest.BodyPublisher body;
  private final BooleanSupplier tooLate;

  LastLook(byte[] body, BooleanSupplier tooLate) {
    this.body = HttpRequest.BodyPublishers.ofByteArray(body);
    this.tooLate = tooLate;
  }

  @Override
  public long contentLength() {
    return body.contentLength();
  }

  @Override
  public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
    if (tooLate.getAsBoolean()) {
      throw new TooLate();
    }
    body.subscribe(subscriber);
  }

  /** Nothing of the request was sent. */
  static final class TooLate extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooLate() {
      super("the process was paused before the call could begin");
    }
  }
}
