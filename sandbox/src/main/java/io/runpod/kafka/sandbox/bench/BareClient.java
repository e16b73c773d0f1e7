package io.runpod.kafka.sandbox.bench;

import io.runpod.kafka.sandbox.Sandbox;
import io.runpod.kafka.sandbox.SandboxSettings;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Calls {@code /run} over raw sockets, one call after the other on each, and does nothing else:
 * what this machine and this simulator leave to any client.
 */
final class BareClient {
  private static final Duration WARM_UP = Duration.ofSeconds(3);
  private static final Duration TIME = Duration.ofSeconds(5);

  private final URI run;
  private final byte[] request;
  private final AtomicLong answered = new AtomicLong();
  private volatile boolean ended;

  private BareClient(Sandbox sandbox) {
    String base = sandbox.runpodUrl().replace("{endpoint}", sandbox.endpoint().options().name());
    run = URI.create(base + "/run");
    String body = "{\"input\":{\"prompt\":\"a job like any other\",\"n\":1}}";
    request =
        String.join(
                "\r\n",
                "POST " + run.getPath() + " HTTP/1.1",
                "Host: " + run.getAuthority(),
                "Authorization: Bearer " + SandboxSettings.API_KEY,
                "Content-Type: application/json",
                "Content-Length: " + body.length(),
                "",
                body)
            .getBytes(StandardCharsets.US_ASCII);
  }

  /** Calls a second with so many open at a time. */
  static double perSecond(Sandbox sandbox, int open) throws InterruptedException {
    return new BareClient(sandbox).measure(open);
  }

  private double measure(int open) throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < open; i++) {
      threads.add(new Thread(this::callOn, "bare-" + i));
    }
    threads.forEach(Thread::start);
    TimeUnit.NANOSECONDS.sleep(WARM_UP.toNanos());
    long before = answered.get();
    long from = System.nanoTime();
    TimeUnit.NANOSECONDS.sleep(TIME.toNanos());
    double rate = (answered.get() - before) * 1e9 / (System.nanoTime() - from);
    ended = true;
    for (Thread thread : threads) {
      thread.join();
    }
    return rate;
  }

  private void callOn() {
    try (Socket socket = new Socket(run.getHost(), run.getPort())) {
      socket.setTcpNoDelay(true);
      OutputStream out = socket.getOutputStream();
      InputStream in = new BufferedInputStream(socket.getInputStream());
      while (!ended) {
        out.write(request);
        in.skipNBytes(lengthAfter(in));
        answered.incrementAndGet();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads the head of an answer and returns how long its body is. */
  private static int lengthAfter(InputStream in) throws IOException {
    int length = 0;
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      if (line.regionMatches(true, 0, "Content-Length:", 0, 15)) {
        length = Integer.parseInt(line.substring(15).strip());
      }
    }
    return length;
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("the simulator closed the connection");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }
}
