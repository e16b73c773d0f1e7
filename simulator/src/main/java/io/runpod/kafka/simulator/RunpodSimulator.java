package io.runpod.kafka.simulator;

import io.runpod.kafka.simulator.admin.AdminApi;
import io.runpod.kafka.simulator.admin.Page;
import io.runpod.kafka.simulator.http.SimulatorServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A local RunPod: the Serverless API of one or more endpoints on one port, with scripted workers.
 * Runs until closed. Thread-safe.
 */
public final class RunpodSimulator implements AutoCloseable {

  private final SimulatorServer server;
  private final String host;

  private RunpodSimulator(SimulatorServer server, String host) {
    this.server = server;
    this.host = host;
  }

  public static Builder builder() {
    return new Builder();
  }

  /** What clients are given, such as {@code http://127.0.0.1:8080/v2}. */
  public String baseUrl() {
    return "http://" + (host.equals("0.0.0.0") ? "127.0.0.1" : host) + ":" + port() + "/v2";
  }

  public int port() {
    return server.port();
  }

  /** The endpoint of this name. */
  public SimulatedEndpoint endpoint(String name) {
    return server
        .site(name)
        .map(SimulatedEndpoint::new)
        .orElseThrow(() -> new IllegalArgumentException("no endpoint " + name));
  }

  /** Adds an endpoint to the running simulator. */
  public SimulatedEndpoint addEndpoint(EndpointOptions options) {
    if (!server.add(options)) {
      throw new IllegalArgumentException("there is an endpoint " + options.name());
    }
    return endpoint(options.name());
  }

  /** Simulated time. */
  public Instant now() {
    return server.world().now();
  }

  /**
   * Moves simulated time on, by hand or, where time runs, as a clock jump. Everything due on the
   * way has happened at its own time when this returns; answers to calls that waited are on the
   * way.
   */
  public void advance(Duration by) {
    server.world().advance(by);
  }

  /** Moves simulated time to the next event and lets it happen; false if none is planned. */
  public boolean jumpToNextEvent() {
    return server.world().jumpToNextEvent();
  }

  /** Closes every connection, waiting calls included. */
  @Override
  public void close() {
    server.close();
  }

  /** What a simulator starts with; not thread-safe. */
  public static final class Builder {

    private final List<EndpointOptions> endpoints = new ArrayList<>();
    private String host = "127.0.0.1";
    private int port;
    private Optional<String> apiKey = Optional.empty();
    private Instant startTime = Instant.now();
    private double speed = 1;
    private long seed = System.nanoTime();

    private Builder() {}

    /** The address to bind, default 127.0.0.1; 0.0.0.0 = all. */
    public Builder host(String address) {
      host = address;
      return this;
    }

    /** The port to bind; 0, the default, takes a free one. */
    public Builder port(int number) {
      port = number;
      return this;
    }

    /** The only key that is accepted; default: any, but there must be one. */
    public Builder apiKey(String key) {
      apiKey = Optional.of(key);
      return this;
    }

    public Builder endpoint(EndpointOptions options) {
      endpoints.add(options);
      return this;
    }

    /** Simulated time runs so many times as fast as real time, default 1. */
    public Builder speed(double factor) {
      if (!(factor > 0 && factor <= 1_000_000)) {
        throw new IllegalArgumentException("speed must be above 0 and at most 1000000");
      }
      speed = factor;
      return this;
    }

    /**
     * Simulated time stands still and moves by {@link RunpodSimulator#advance} and {@link
     * RunpodSimulator#jumpToNextEvent} alone.
     */
    public Builder timeByHand() {
      speed = 0;
      return this;
    }

    /** Simulated time at the start, default the real time. */
    public Builder startTime(Instant time) {
      startTime = time;
      return this;
    }

    /** The same seed and the same calls give the same ids and faults; default: a new one. */
    public Builder seed(long value) {
      seed = value;
      return this;
    }

    /**
     * Binds and serves.
     *
     * @throws IOException if the address cannot be bound
     */
    public RunpodSimulator start() throws IOException {
      SimulatorServer server =
          new SimulatorServer(new InetSocketAddress(host, port), apiKey, startTime, speed, seed);
      for (EndpointOptions options : endpoints) {
        if (!server.add(options)) {
          server.close();
          throw new IllegalArgumentException("endpoint " + options.name() + " is given twice");
        }
      }
      server.start(Map.of("admin", new AdminApi(server), "", new Page(server)));
      return new RunpodSimulator(server, host);
    }
  }
}
