package io.runpod.kafka.simulator.http;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.Arrays;

/** The ways an answer can leave: whole, half, or piece by piece. */
final class Delivery {

  /** Runs the next piece later, on a thread that may block. */
  interface Pause {
    void then(Runnable next);
  }

  private Delivery() {}

  static void whole(HttpExchange exchange, Reply reply) throws IOException {
    begin(exchange, reply);
    if (reply.body().length > 0) {
      exchange.getResponseBody().write(reply.body());
    }
  }

  /** The length says whole, the body is half: closing the exchange closes the connection. */
  static void half(HttpExchange exchange, Reply reply) throws IOException {
    begin(exchange, reply);
    exchange.getResponseBody().write(reply.body(), 0, reply.body().length / 2);
    exchange.getResponseBody().flush();
  }

  static void slowly(HttpExchange exchange, Reply reply, int pieces, Pause pause) {
    try {
      begin(exchange, reply);
      exchange.getResponseBody().flush();
      piece(exchange, reply.body(), Math.max(1, reply.body().length / pieces), pause);
    } catch (IOException clientIsGone) {
      exchange.close();
    }
  }

  private static void piece(HttpExchange exchange, byte[] left, int size, Pause pause) {
    try {
      int now = Math.min(size, left.length);
      exchange.getResponseBody().write(left, 0, now);
      exchange.getResponseBody().flush();
      if (now < left.length) {
        byte[] rest = Arrays.copyOfRange(left, now, left.length);
        pause.then(() -> piece(exchange, rest, size, pause));
        return;
      }
    } catch (IOException clientIsGone) {
      // nobody left to write to
    }
    exchange.close();
  }

  private static void begin(HttpExchange exchange, Reply reply) throws IOException {
    reply.headers().forEach(exchange.getResponseHeaders()::set);
    exchange.sendResponseHeaders(reply.code(), reply.body().length == 0 ? -1 : reply.body().length);
  }
}
