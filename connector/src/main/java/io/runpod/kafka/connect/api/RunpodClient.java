package io.runpod.kafka.connect.api;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Calls one endpoint of RunPod over HTTP/1.1. Thread-safe; answers complete on the client's own
 * threads, so whoever waits for one hands it on to a mailbox and returns.
 */
public final class RunpodClient implements AutoCloseable {
  /** A call that begins later than this was decided before the process was paused. */
  static final Duration LATEST_BEGIN = Duration.ofSeconds(2);

  private final EndpointSettings settings;
  private final HttpRequests requests;
  private final ExecutorService threads;
  private final HttpClient http;
  private final BodyRoom room;
  private final LongSupplier nanos;

  /**
   * @param room for what is answered; whoever takes an answer up tells it
   */
  public RunpodClient(EndpointSettings settings, BodyRoom room) {
    this(settings, room, System::nanoTime);
  }

  RunpodClient(EndpointSettings settings, BodyRoom room, LongSupplier nanos) {
    this.settings = settings;
    this.nanos = nanos;
    this.room = room;
    this.requests = new HttpRequests(settings, nanos);
    this.threads = HttpThreads.create();
    this.http =
        HttpClient.newBuilder()
            // over HTTP/2 one connection would cap the concurrent calls
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(settings.connectTimeout())
            .followRedirects(HttpClient.Redirect.NEVER)
            // what the JDK does beside a call is done where it comes up: no hand-over between
            // threads, and nothing of it waits (ADR 8)
            .executor(Runnable::run)
            .build();
  }

  /**
   * Sends a call. The future always completes normally, at the latest when the operation's deadline
   * for the whole exchange has passed (the client's own timeout would stop at the headers). Time in
   * which the answer's body waits for room does not count.
   *
   * <p>A call is not sent any more if it cannot be begun within {@link #LATEST_BEGIN} of {@link
   * Call#decided}: whoever decided on it may have been missed meanwhile, and another may do the
   * same. Making a connection may take longer than that, but a call with a body that would go out
   * behind its own deadline does not go out.
   */
  public CompletableFuture<Answer> send(Call call) {
    Duration deadline = settings.deadline(call.operation()).plus(call.hold().orElse(Duration.ZERO));
    CompletableFuture<HttpResponse<BoundedBody>> exchanged = new CompletableFuture<>();
    BodyRoom.Place place = room.place();
    Future<?> exchange;
    long decided = call.decided().orElseGet(nanos);
    try {
      exchange =
          threads.submit(
              () -> {
                HttpRequest request = requests.of(call, decided);
                // the last thing before the JDK has it
                if (nanos.getAsLong() - decided > LATEST_BEGIN.toNanos()) {
                  exchanged.completeExceptionally(new LastLook.TooLate());
                } else {
                  exchange(request, place, exchanged);
                }
              });
    } catch (RejectedExecutionException closed) {
      return CompletableFuture.completedFuture(new Answer.NotSent("the client is closed"));
    }
    return within(deadline, exchanged, place)
        .handle(
            (response, failure) -> {
              if (failure == null) {
                return answer(response);
              }
              // the interrupt closes the connection
              exchange.cancel(true);
              place.leave();
              return BrokenExchange.answer(failure, deadline);
            });
  }

  /** The time begins anew when a body that waited for room has it. */
  private static CompletableFuture<HttpResponse<BoundedBody>> within(
      Duration deadline,
      CompletableFuture<HttpResponse<BoundedBody>> exchanged,
      BodyRoom.Place place) {
    CompletableFuture<BodyRoom.Hold> held = place.held();
    return CompletableFuture.anyOf(exchanged, held)
        .orTimeout(deadline.toMillis(), TimeUnit.MILLISECONDS)
        .thenCompose(
            first ->
                exchanged.isDone()
                    ? exchanged
                    : CompletableFuture.anyOf(exchanged, held.join().granted())
                        .thenCompose(goesOn -> within(deadline, exchanged, place)));
  }

  private void exchange(
      HttpRequest request,
      BodyRoom.Place place,
      CompletableFuture<HttpResponse<BoundedBody>> exchanged) {
    int limit = settings.maxResponseBytes();
    try {
      exchanged.complete(
          http.send(
              request,
              info ->
                  BoundedBody.subscriber(
                      limit, info.headers().firstValueAsLong("Content-Length").orElse(-1), place)));
    } catch (InterruptedException cancelled) {
      Thread.currentThread().interrupt();
      exchanged.completeExceptionally(cancelled);
    } catch (IOException | RuntimeException e) {
      exchanged.completeExceptionally(e);
    }
  }

  private static Answer answer(HttpResponse<BoundedBody> response) {
    BoundedBody body = response.body();
    return body.cut()
        ? new Answer.TooLarge(response.statusCode(), body.bytesRead(), body.bytes())
        : new Answer.Response(
            response.statusCode(),
            body.bytes(),
            response.headers().firstValue("Retry-After"),
            response.headers().firstValue("Content-Type"));
  }

  /** Ends the client's threads; calls still open complete as {@link Answer.Lost}. */
  @Override
  public void close() {
    threads.shutdownNow();
  }
}
