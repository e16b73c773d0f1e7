package io.runpod.kafka.simulator.live;

import io.runpod.kafka.simulator.EndpointOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executor;

/** All endpoints of one simulator and the time they share. Thread-safe. */
public final class World implements AutoCloseable {

  private final Map<String, LiveEndpoint> endpoints = new ConcurrentSkipListMap<>();
  private final SplittableRandom seeds;
  private final Timeline timeline;
  private final Pacemaker pacemaker;
  private final Executor executor;
  private final WebhookSender webhooks;

  /**
   * An empty world.
   *
   * @param start simulated time at the beginning
   * @param speed simulated per real time; 0 = moved by hand alone
   * @param executor performs what the endpoints have to send; must not run it in the caller
   */
  public World(Instant start, double speed, long seed, Executor executor) {
    this.seeds = new SplittableRandom(seed);
    this.timeline = new Timeline(start, speed);
    this.pacemaker = new Pacemaker(timeline);
    this.executor = executor;
    this.webhooks = new WebhookSender(executor);
    pacemaker.start();
  }

  /** Adds an endpoint; false if one of that name exists. */
  public synchronized boolean add(EndpointOptions options) {
    if (endpoints.containsKey(options.name())) {
      return false;
    }
    LiveEndpoint endpoint =
        new LiveEndpoint(options, seeds.nextLong(), timeline, pacemaker, executor, webhooks);
    endpoints.put(options.name(), endpoint);
    pacemaker.add(endpoint);
    return true;
  }

  public Optional<LiveEndpoint> find(String name) {
    return Optional.ofNullable(endpoints.get(name));
  }

  /** All endpoints by name. */
  public List<LiveEndpoint> endpoints() {
    return List.copyOf(endpoints.values());
  }

  /** Simulated time. */
  public Instant now() {
    return Instant.ofEpochMilli(timeline.now());
  }

  /** Moves the time on; everything due on the way happens at its own time. */
  public void advance(Duration by) {
    if (by.isNegative()) {
      throw new IllegalArgumentException("time cannot move back");
    }
    pacemaker.advance(by.toMillis());
  }

  /** Moves the time to the next event and lets it happen; false if none is planned. */
  public boolean jumpToNextEvent() {
    return pacemaker.jump();
  }

  @Override
  public void close() {
    pacemaker.close();
  }
}
