package io.runpod.kafka.connect.api;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLHandshakeException;

/** What an exchange without an answer means: the request cannot have arrived, or may have. */
final class BrokenExchange {
  private BrokenExchange() {}

  /**
   * @param deadline of the whole exchange
   */
  static Answer answer(Throwable failure, Duration deadline) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (cause instanceof TimeoutException) {
      return new Answer.Lost("no whole answer within " + deadline.toMillis() + " ms");
    }
    for (Throwable at = cause; at != null; at = at.getCause()) {
      if (at instanceof LastLook.TooLate) {
        return new Answer.NotSent(at.getMessage());
      }
      if (at instanceof ConnectException
          || at instanceof HttpConnectTimeoutException
          || at instanceof SSLHandshakeException
          || at instanceof UnresolvedAddressException) {
        return new Answer.NotSent("no connection: " + words(at));
      }
    }
    if (cause instanceof IOException) {
      return new Answer.Lost("connection broke: " + words(cause));
    }
    return new Answer.Lost(words(cause));
  }

  private static String words(Throwable failure) {
    return failure.getMessage() == null
        ? failure.getClass().getSimpleName()
        : failure.getClass().getSimpleName() + ": " + failure.getMessage();
  }
}
