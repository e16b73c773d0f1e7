package io.runpod.kafka.simulator.bench;

import com.sun.net.httpserver.HttpServer;
import io.runpod.kafka.simulator.EndpointOptions;
import io.runpod.kafka.simulator.Operation;
import io.runpod.kafka.simulator.RunpodSimulator;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * How fast the simulator is, beside an empty server of the same kind in the same run; figures are
 * in the module's README. A program, not a test: {@code java -cp <test class path> ...Bench}.
 */
final class Bench {

  private static final int CONNECTIONS = 64;
  private static final int SECONDS = 4;
  private static final int ROUNDS = 4;
  private static final int MANY_JOBS = 200_000;
  private static final int WAITING = 1_000;

  private Bench() {}

  public static void main(String[] args) throws Exception {
    try (RunpodSimulator simulator =
        RunpodSimulator.builder().endpoint(EndpointOptions.named("ep1").workers(0)).start()) {
      // the echo server comes second: the simulator sets what the JDK's server reads only once
      int echo = echoServer();
      byte[] run = post("run", "{\"input\":{\"prompt\":\"hello\"}}");
      for (int round = 1; round <= ROUNDS; round++) {
        long accepted = RawLoad.perSecond(simulator.port(), CONNECTIONS, SECONDS, run);
        long echoed = RawLoad.perSecond(echo, CONNECTIONS, SECONDS, run);
        System.out.printf(
            "round %d: /run %,d per second, empty server %,d, ratio %.2f%n",
            round, accepted, echoed, (double) accepted / echoed);
        RawLoad.once(simulator.port(), post("purge-queue", ""));
      }
    }
    manyJobs();
    waitingCalls();
    System.exit(0);
  }

  private static void manyJobs() throws IOException {
    try (RunpodSimulator simulator =
        RunpodSimulator.builder().endpoint(EndpointOptions.named("ep1").workers(0)).start()) {
      long before = usedMemory();
      byte[] run = post("run", "{\"input\":{\"prompt\":\"hello\",\"n\":12345}}");
      RawLoad.times(simulator.port(), MANY_JOBS, run);
      long after = usedMemory();
      System.out.printf(
          "%,d queued jobs: %,d MB, %,d bytes a job%n",
          simulator.endpoint("ep1").jobs().size(),
          (after - before) >> 20,
          (after - before) / MANY_JOBS);
    }
  }

  private static void waitingCalls() throws Exception {
    try (RunpodSimulator simulator =
        RunpodSimulator.builder().endpoint(EndpointOptions.named("ep1").workers(0)).start()) {
      String id = RawLoad.once(simulator.port(), post("run", "{\"input\":{\"a\":1}}"));
      id = id.substring(id.indexOf("\"id\":\"") + 6, id.indexOf("\",\"status"));
      try (WaitingCalls calls = new WaitingCalls(simulator.port(), WAITING, id)) {
        while (simulator.endpoint("ep1").waitingCalls() < WAITING) {
          Thread.onSpinWait();
        }
        int threads = Thread.activeCount();
        byte[] health =
            "GET /v2/ep1/health HTTP/1.1\r\nHost: x\r\nAuthorization: k\r\n\r\n"
                .getBytes(StandardCharsets.US_ASCII);
        long[] micros = new long[2_000];
        for (int call = 0; call < micros.length; call++) {
          long start = System.nanoTime();
          RawLoad.once(simulator.port(), health);
          micros[call] = (System.nanoTime() - start) / 1_000;
        }
        Arrays.sort(micros);
        System.out.printf(
            "%,d calls waiting (highest /stream %,d, /status-sync %,d) with %d threads:"
                + " /health p50 %d us, p99 %d us%n",
            WAITING,
            simulator.endpoint("ep1").requests().highestConcurrency(Operation.STREAM),
            simulator.endpoint("ep1").requests().highestConcurrency(Operation.STATUS_SYNC),
            threads,
            micros[1_000],
            micros[1_980]);
        long start = System.nanoTime();
        RawLoad.once(simulator.port(), post("cancel/" + id, ""));
        calls.readAll();
        System.out.printf(
            "all of them answered %d ms after the job was cancelled%n",
            (System.nanoTime() - start) / 1_000_000);
      }
    }
  }

  private static byte[] post(String operation, String body) {
    return ("POST /v2/ep1/"
            + operation
            + " HTTP/1.1\r\nHost: x\r\nAuthorization: k\r\nContent-Length: "
            + body.length()
            + "\r\n\r\n"
            + body)
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static int echoServer() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
    ExecutorService threads =
        Executors.newFixedThreadPool(
            32,
            work -> {
              Thread thread = new Thread(work);
              thread.setDaemon(true);
              return thread;
            });
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    return server.getAddress().getPort();
  }

  private static long usedMemory() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
