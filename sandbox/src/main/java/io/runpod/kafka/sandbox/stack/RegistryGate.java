package io.runpod.kafka.sandbox.stack;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;

/**
 * Lets requests through to the registry one at a time.
 *
 * <p>Two tasks that register the same schema at the same moment get its ID from Confluent's server;
 * from Apicurio 2.6 one of them gets an error, and fails. Production needs no such gate.
 */
final class RegistryGate {
  private static final String CONTENT_TYPE = "Content-Type";

  private final HttpClient http = HttpClient.newHttpClient();
  private final URI registry;
  private final HttpServer server;

  /**
   * @param port where clients come in
   * @param registry where they are sent on to
   */
  RegistryGate(int port, URI registry) {
    this.registry = registry;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    } catch (IOException e) {
      throw new UncheckedIOException("could not listen on port " + port, e);
    }
    // without an executor of its own the server handles one request after the other
    server.createContext("/", this::pass);
  }

  void start() {
    server.start();
  }

  void stop() {
    server.stop(0);
  }

  private void pass(HttpExchange exchange) throws IOException {
    try (exchange) {
      HttpResponse<byte[]> answer = send(exchange);
      answer
          .headers()
          .firstValue(CONTENT_TYPE)
          .ifPresent(type -> exchange.getResponseHeaders().set(CONTENT_TYPE, type));
      byte[] body = answer.body();
      exchange.sendResponseHeaders(answer.statusCode(), body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private HttpResponse<byte[]> send(HttpExchange exchange)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(registry.resolve(exchange.getRequestURI().toString()))
            .timeout(Duration.ofSeconds(30))
            .method(
                exchange.getRequestMethod(),
                BodyPublishers.ofByteArray(exchange.getRequestBody().readAllBytes()));
    Optional.ofNullable(exchange.getRequestHeaders().getFirst(CONTENT_TYPE))
        .ifPresent(type -> request.header(CONTENT_TYPE, type));
    return http.send(request.build(), BodyHandlers.ofByteArray());
  }
}
