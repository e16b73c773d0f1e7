package io.runpod.kafka.simulator.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.runpod.kafka.simulator.job.Answer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The JDK's HTTP server with the settings a simulator needs. A call that waits holds a connection
 * and no thread. Thread-safe.
 */
public final class HttpFront implements AutoCloseable {

  /** Of calls that are served at once; those that wait have none. */
  static final int THREADS = 32;

  private static final int BACKLOG = 2048;

  static {
    // read once, when the server's classes load. Without the first, answers wait for delayed ACKs;
    // the others keep a thousand idle connections open and end clients that never finish a request.
    setUnlessSet("sun.net.httpserver.nodelay", "true");
    setUnlessSet("sun.net.httpserver.maxIdleConnections", "20000");
    setUnlessSet("sun.net.httpserver.idleInterval", "600");
    setUnlessSet("sun.net.httpserver.maxReqTime", "60");
  }

  private final HttpServer server;
  private final ThreadPoolExecutor threads;

  /** Binds the address; nothing is served before {@link #start}. */
  public HttpFront(InetSocketAddress address) throws IOException {
    server = HttpServer.create(address, BACKLOG);
    threads =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            work -> {
              Thread thread = new Thread(work, "runpod-simulator-http");
              thread.setDaemon(true);
              return thread;
            },
            // after close nobody waits for answers any more
            new ThreadPoolExecutor.DiscardPolicy());
    threads.allowCoreThreadTimeOut(true);
    server.setExecutor(threads);
  }

  /** The threads that serve calls; work put here may block on a socket, not on a job. */
  public ThreadPoolExecutor threads() {
    return threads;
  }

  /** Serves: the first segment of a path names the handler, all others get a 404. */
  public void start(Map<String, Handler> handlers) {
    server.createContext("/", exchange -> handle(exchange, handlers));
    server.start();
  }

  public int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private static void handle(HttpExchange exchange, Map<String, Handler> handlers) {
    Call call = new Call(exchange);
    try {
      Handler handler = handlers.get(call.path().get(0));
      if (handler == null) {
        Answer answer = Answer.detail(404, "not found");
        call.send(Reply.of(answer));
      } else {
        handler.handle(call);
      }
    } catch (IOException clientIsGone) {
      call.cut();
    } catch (RuntimeException e) {
      // a defect of the simulator: the caller gets an answer, the reason goes to the log
      System.getLogger(HttpFront.class.getName()).log(System.Logger.Level.ERROR, "defect", e);
      call.send(Reply.of(Answer.error(500, "internal error")));
    }
  }

  private static void setUnlessSet(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }
}
