package io.runpod.kafka.connect.sink;

import io.runpod.kafka.connect.job.EndpointId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * One engine for each endpoint, on one thread. Each has budgets of its own and waits for nothing of
 * the others; so records that go to different endpoints keep no order among them.
 */
final class EndpointEngines implements Engine {
  private final Map<EndpointId, Engine> engines;

  EndpointEngines(Map<EndpointId, Engine> engines) {
    this.engines = new LinkedHashMap<>(engines);
  }

  @Override
  public void maySendUntil(long time) {
    engines.values().forEach(engine -> engine.maySendUntil(time));
  }

  @Override
  public void handle(EngineEvent event, long now) {
    if (event instanceof EngineEvent.Offered offered) {
      byEndpoint(offered.batch())
          .forEach((id, batch) -> engines.get(id).handle(new EngineEvent.Offered(batch), now));
    } else if (event instanceof EngineEvent.OfOne one) {
      engines.get(one.submission().endpoint()).handle(one, now);
    } else if (event instanceof EngineEvent.HealthAnswered answered) {
      engines.get(answered.endpoint()).handle(answered, now);
    } else if (event instanceof EngineEvent.Revoked revoked) {
      tellAll(
          settled -> new EngineEvent.Revoked(revoked.assignments(), settled),
          revoked.settled(),
          now);
    } else if (event instanceof EngineEvent.Stopping stopping) {
      tellAll(EngineEvent.Stopping::new, stopping.settled(), now);
    } else {
      throw new IllegalStateException("unknown event " + event);
    }
  }

  private static Map<EndpointId, List<Submission>> byEndpoint(List<Submission> batch) {
    Map<EndpointId, List<Submission>> parts = new LinkedHashMap<>();
    batch.forEach(one -> parts.computeIfAbsent(one.endpoint(), id -> new ArrayList<>()).add(one));
    return parts;
  }

  /** {@code settled} completes when it is settled everywhere. */
  private void tellAll(
      Function<CompletableFuture<Void>, EngineEvent> event,
      CompletableFuture<Void> settled,
      long now) {
    List<CompletableFuture<Void>> each = new ArrayList<>();
    for (Engine engine : engines.values()) {
      CompletableFuture<Void> one = new CompletableFuture<>();
      each.add(one);
      engine.handle(event.apply(one), now);
    }
    var unused =
        CompletableFuture.allOf(each.toArray(CompletableFuture[]::new))
            .thenRun(() -> settled.complete(null));
  }

  @Override
  public void send(long now) {
    engines.values().forEach(engine -> engine.send(now));
  }

  @Override
  public long nanosToNext(long now) {
    return engines.values().stream()
        .mapToLong(engine -> engine.nanosToNext(now))
        .min()
        .orElse(Long.MAX_VALUE);
  }
}
