package io.runpod.kafka.simulator.http;

import io.runpod.kafka.simulator.EndpointOptions;
import io.runpod.kafka.simulator.fault.FaultPlan;
import io.runpod.kafka.simulator.limit.Gate;
import io.runpod.kafka.simulator.live.World;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentSkipListMap;

/** Puts the parts together: the endpoints, their faults and traffic, and HTTP. Thread-safe. */
public final class SimulatorServer implements AutoCloseable {

  private final HttpFront front;
  private final Later later;
  private final World world;
  private final SplittableRandom seeds;
  private final Map<String, Site> sites = new ConcurrentSkipListMap<>();
  private final Credentials credentials;

  /** Binds the address; {@code speed} 0 = time is moved by hand. */
  public SimulatorServer(
      InetSocketAddress address,
      Optional<String> apiKey,
      Instant startTime,
      double speed,
      long seed)
      throws IOException {
    seeds = new SplittableRandom(seed);
    front = new HttpFront(address);
    later = new Later(HttpFront.THREADS);
    world = new World(startTime, speed, seeds.nextLong(), front.threads());
    credentials = new Credentials(apiKey);
  }

  /** Begins to serve the API, and what else there is by the first segment of the path. */
  public void start(Map<String, Handler> others) {
    Map<String, Handler> handlers = new HashMap<>(others);
    handlers.put("v2", new Api(this::site, credentials, later));
    front.start(Map.copyOf(handlers));
  }

  /** Adds an endpoint; false if one of that name exists. */
  public synchronized boolean add(EndpointOptions options) {
    if (!world.add(options)) {
      return false;
    }
    world
        .find(options.name())
        .ifPresent(
            endpoint ->
                sites.put(
                    options.name(),
                    new Site(
                        endpoint,
                        new FaultPlan(seeds.nextLong()),
                        new Gate(options.limits()),
                        new Traffic())));
    return true;
  }

  public Optional<Site> site(String name) {
    return Optional.ofNullable(sites.get(name));
  }

  /** All endpoints by name. */
  public List<Site> sites() {
    return List.copyOf(sites.values());
  }

  /** The endpoints' time. */
  public World world() {
    return world;
  }

  public int port() {
    return front.port();
  }

  @Override
  public void close() {
    front.close();
    later.close();
    world.close();
  }
}
