package io.runpod.kafka.sandbox.stack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Finds ports on 127.0.0.1 that nothing listens on.
 *
 * <p>Between a port's finding and its use others look, too: one JVM gets each port once, and two
 * JVMs side by side, each with its number in the system property {@value #JVM}, never the same one.
 */
public final class FreePort {
  private static final String JVM = "runpod.sandbox.jvm";
  private static final int JVMS = 2;

  // below the range systems hand out to outgoing connections, so that none can take the port before
  // we do
  private static final int FIRST = 10_000;
  private static final int LAST = 32_000;
  private static final int TRIES = 200;

  private static final int OURS = Integer.getInteger(JVM, 0) % JVMS;
  private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

  private FreePort() {}

  /** A port nobody listened on a moment ago. */
  public static int next() {
    for (int i = 0; i < TRIES; i++) {
      int port = JVMS * ThreadLocalRandom.current().nextInt(FIRST / JVMS, LAST / JVMS) + OURS;
      if (isFree(port) && GIVEN.add(port)) {
        return port;
      }
    }
    throw new IllegalStateException("no free port between " + FIRST + " and " + LAST);
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException taken) {
      return false;
    }
  }
}
