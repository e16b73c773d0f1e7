package io.runpod.kafka.sandbox.bounds;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/** A RunPod with one job, whose output has as many bytes as are read of it, up to a bound. */
final class EndlessRunpod implements AutoCloseable {
  static final String JOB = "giant-job";

  private static final byte[] PIECE = new byte[64 * 1024];

  static {
    Arrays.fill(PIECE, (byte) 'z');
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicLong longest = new AtomicLong();
  private final long outputBytes;

  EndlessRunpod(long outputBytes) throws IOException {
    this.outputBytes = outputBytes;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  String baseUrl() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/v2/{endpoint}";
  }

  /** So many bytes of output were written to the client that read the most. */
  long longestAnswer() {
    return longest.get();
  }

  private void answer(HttpExchange exchange) throws IOException {
    exchange.getRequestBody().readAllBytes();
    String path = exchange.getRequestURI().getPath();
    // 0 is chunked: the length is not told
    exchange.sendResponseHeaders(200, 0);
    try (OutputStream out = exchange.getResponseBody()) {
      if (path.contains("/status")) {
        endless(out);
      } else if (path.endsWith("/health")) {
        write(out, "{\"jobs\":{},\"workers\":{\"ready\":1}}");
      } else {
        write(out, "{\"id\":\"" + JOB + "\",\"status\":\"IN_QUEUE\"}");
      }
    }
  }

  private void endless(OutputStream out) throws IOException {
    write(out, "{\"delayTime\":1,\"executionTime\":1,\"id\":\"" + JOB + "\",\"output\":\"");
    for (long written = 0; written < outputBytes; ) {
      out.write(PIECE);
      written += PIECE.length;
      longest.accumulateAndGet(written, Math::max);
    }
    write(out, "\",\"status\":\"COMPLETED\"}");
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
