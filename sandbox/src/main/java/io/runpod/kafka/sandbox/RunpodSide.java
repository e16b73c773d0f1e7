package io.runpod.kafka.sandbox;

import io.runpod.kafka.simulator.RunpodSimulator;
import io.runpod.kafka.simulator.SimulatedEndpoint;
import java.io.IOException;
import java.io.UncheckedIOException;

/** The RunPod of a sandbox: a simulator that goes with it, or an endpoint that is elsewhere. */
final class RunpodSide {
  private final SandboxSettings settings;
  private RunpodSimulator simulator;

  RunpodSide(SandboxSettings settings) {
    this.settings = settings;
  }

  void start() {
    if (settings.realBaseUrl != null) {
      return;
    }
    try {
      simulator =
          RunpodSimulator.builder()
              .port(settings.simulatorPort)
              .apiKey(SandboxSettings.API_KEY)
              .endpoint(settings.endpoint)
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException("could not start the simulator", e);
    }
  }

  /** As the connectors' setting of that name takes it. */
  String baseUrl() {
    return settings.realBaseUrl == null
        ? simulator().baseUrl() + "/{endpoint}"
        : settings.realBaseUrl;
  }

  String endpointId() {
    return settings.realBaseUrl == null ? settings.endpoint.name() : settings.realEndpointId;
  }

  RunpodSimulator simulator() {
    if (simulator == null) {
      throw new IllegalStateException("this sandbox has no simulator");
    }
    return simulator;
  }

  SimulatedEndpoint endpoint() {
    return simulator().endpoint(settings.endpoint.name());
  }

  void stop() {
    if (simulator != null) {
      simulator.close();
    }
  }
}
