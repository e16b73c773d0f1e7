package io.runpod.kafka.simulator.http;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;

/**
 * One HTTP request on its way. Read by one thread at a time; ended exactly once, by any thread, and
 * later endings are ignored.
 */
public final class Call {

  /** A body nobody wants is still read up to here, so that the client gets to see the answer. */
  private static final long DRAINED_BYTES = 64L << 20;

  private final HttpExchange exchange;
  private final List<String> path;
  private final AtomicBoolean ended = new AtomicBoolean();
  private volatile IntConsumer whenEnded = code -> {};

  Call(HttpExchange exchange) {
    this.exchange = exchange;
    this.path =
        Arrays.stream(exchange.getRequestURI().getRawPath().split("/", -1))
            .skip(1)
            .map(Call::decode)
            .toList();
  }

  public String verb() {
    return exchange.getRequestMethod();
  }

  /** The segments of the path; {@code /} has one empty segment. */
  public List<String> path() {
    return path;
  }

  /** The first query parameter of this name. */
  public Optional<String> query(String name) {
    String query = exchange.getRequestURI().getRawQuery();
    if (query == null) {
      return Optional.empty();
    }
    return Arrays.stream(query.split("&", -1))
        .filter(pair -> pair.equals(name) || pair.startsWith(name + "="))
        .map(pair -> decode(pair.substring(Math.min(pair.length(), name.length() + 1))))
        .findFirst();
  }

  public Optional<String> header(String name) {
    return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name));
  }

  /** The whole body; empty if it is longer than {@code limit} bytes. */
  public Optional<byte[]> body(int limit) throws IOException {
    InputStream in = exchange.getRequestBody();
    byte[] body = in.readNBytes((int) Math.min(limit, declaredLength()));
    if (body.length < limit || in.read() < 0) {
      return Optional.of(body);
    }
    drain();
    return Optional.empty();
  }

  /** As the client says; the server has refused what is no number. */
  private long declaredLength() {
    return header("Content-Length").map(Long::parseLong).orElse(Long.MAX_VALUE);
  }

  /** Called once with the HTTP code when the answer leaves; 0 = closed without one. */
  void whenEnded(IntConsumer listener) {
    whenEnded = listener;
  }

  /** Answers. */
  public void send(Reply reply) {
    if (ended.compareAndSet(false, true)) {
      end(
          reply.code(),
          () -> {
            drain();
            Delivery.whole(exchange, reply);
          });
    }
  }

  /** Closes the connection without an answer. */
  void cut() {
    if (ended.compareAndSet(false, true)) {
      end(0, exchange::close);
    }
  }

  /** Answers with half of the body and closes the connection. */
  void sendHalf(Reply reply) {
    if (ended.compareAndSet(false, true)) {
      end(reply.code(), () -> Delivery.half(exchange, reply));
    }
  }

  /** Answers with the body in pieces; {@code next} runs each further piece when its time comes. */
  void sendSlowly(Reply reply, int pieces, Delivery.Pause next) {
    if (ended.compareAndSet(false, true)) {
      whenEnded.accept(reply.code());
      Delivery.slowly(exchange, reply, pieces, next);
    }
  }

  /**
   * Reads what nobody wants: a client that still writes while the connection closes would not see
   * the answer, and a call whose request is not read to its end counts as never finished.
   */
  void drain() throws IOException {
    InputStream in = exchange.getRequestBody();
    if (in.read() < 0) {
      // as nearly always: no buffer for nothing
      return;
    }
    byte[] dropped = new byte[1 << 16];
    long drained = 1;
    int read = 0;
    while (read >= 0 && drained < DRAINED_BYTES) {
      read = in.read(dropped);
      drained += read;
    }
  }

  private interface Ending {
    void run() throws IOException;
  }

  private void end(int code, Ending ending) {
    // before the bytes leave: whoever has read the answer finds it counted
    whenEnded.accept(code);
    try {
      ending.run();
    } catch (IOException clientIsGone) {
      // nobody left to answer
    } finally {
      exchange.close();
    }
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }
}
