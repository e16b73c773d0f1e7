package io.runpod.kafka.simulator.bench;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/** Sends one request again and again over plain sockets, a thread each, without an HTTP client. */
final class RawLoad {

  private RawLoad() {}

  /** Answers per second over so many connections. */
  static long perSecond(int port, int connections, int seconds, byte[] request) {
    AtomicLong answers = new AtomicLong();
    long end = System.nanoTime() + seconds * 1_000_000_000L;
    run(port, connections, request, answers, () -> System.nanoTime() < end);
    return answers.get() / seconds;
  }

  /** Exactly so many requests, over 64 connections. */
  static void times(int port, int count, byte[] request) {
    AtomicLong left = new AtomicLong(count);
    run(port, 64, request, new AtomicLong(), () -> left.getAndDecrement() > 0);
  }

  /** One request on a connection of its own; the answer with its headers. */
  static String once(int port, byte[] request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setTcpNoDelay(true);
      socket.getOutputStream().write(request);
      return answer(socket.getInputStream(), new byte[8192]);
    }
  }

  /** Reads one answer that has a length. */
  static String answer(InputStream in, byte[] buffer) throws IOException {
    int have = 0;
    while (true) {
      int read = in.read(buffer, have, buffer.length - have);
      if (read < 0) {
        throw new EOFException();
      }
      have += read;
      String text = new String(buffer, 0, have, StandardCharsets.ISO_8859_1);
      int body = text.indexOf("\r\n\r\n") + 4;
      if (body >= 4 && have >= body + length(text)) {
        return text;
      }
    }
  }

  private static int length(String answer) {
    int at = answer.toLowerCase(Locale.ROOT).indexOf("content-length:");
    return Integer.parseInt(answer.substring(at + 15, answer.indexOf('\r', at)).trim());
  }

  private static void run(
      int port, int connections, byte[] request, AtomicLong answers, BooleanSupplier more) {
    List<Thread> threads = new ArrayList<>();
    for (int connection = 0; connection < connections; connection++) {
      Thread thread = new Thread(() -> send(port, request, answers, more));
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private static void send(int port, byte[] request, AtomicLong answers, BooleanSupplier more) {
    byte[] buffer = new byte[8192];
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setTcpNoDelay(true);
      while (more.getAsBoolean()) {
        socket.getOutputStream().write(request);
        answer(socket.getInputStream(), buffer);
        answers.incrementAndGet();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
