package io.runpod.kafka.simulator.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Long polls on one job, half {@code /stream} and half {@code /status-sync}; not thread-safe. */
public final class WaitingCalls implements AutoCloseable {

  private final List<Socket> sockets = new ArrayList<>();

  public WaitingCalls(int port, int count, String jobId) throws IOException {
    for (int call = 0; call < count; call++) {
      Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
      sockets.add(socket);
      String operation = call % 2 == 0 ? "stream" : "status-sync";
      socket
          .getOutputStream()
          .write(
              ("GET /v2/ep1/"
                      + operation
                      + "/"
                      + jobId
                      + "?wait=60000 HTTP/1.1\r\nHost: x\r\nAuthorization: k\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
    }
  }

  /** Reads the answer of each call. */
  public List<String> readAll() throws IOException {
    List<String> answers = new ArrayList<>();
    for (Socket socket : sockets) {
      answers.add(RawLoad.answer(socket.getInputStream(), new byte[8192]));
    }
    return answers;
  }

  @Override
  public void close() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
