package io.runpod.kafka.sandbox.mix;

import io.runpod.kafka.sandbox.Sandbox;
import io.runpod.kafka.sandbox.client.ConnectorFile;
import java.util.List;

/** The connectors of a mixed run: everything that can be switched on is on. */
final class MixedConnectors {
  static final String JOBS = "runpod-sink-json";
  static final String SOURCE = "runpod-source";
  static final String COMMANDS = "runpod-commands";

  private static final String OWN_OFFSETS = "runpod-source-offsets";
  private static final int MOST_BYTES = 65_536;
  private static final String ENDPOINTS =
      String.join(",", MixedRun.ENDPOINT, MixedRun.OTHER, MixedRun.NARROW, MixedRun.CLOSED);

  private final Sandbox sandbox;

  private MixedConnectors(Sandbox sandbox) {
    this.sandbox = sandbox;
  }

  /** In the order in which they are started and stopped. */
  static List<ConnectorFile> of(Sandbox sandbox) {
    MixedConnectors connectors = new MixedConnectors(sandbox);
    return List.of(
        connectors.source(),
        connectors.jobs(),
        connectors.envelopes(),
        connectors.commands(),
        connectors.care());
  }

  /**
   * Those of a crash run: fewer, as each makes a restart longer, and with little patience for a
   * transaction whose task is gone.
   */
  static List<ConnectorFile> throughCrashes(Sandbox sandbox, Seed seed) {
    MixedConnectors connectors = new MixedConnectors(sandbox);
    ConnectorFile source =
        connectors
            .file("runpod-source.json")
            .with("runpod.output.max.bytes", Integer.toString(MOST_BYTES))
            .with("producer.override.transaction.timeout.ms", seed.transactionTimeout());
    return List.of(
        seed.hasOwnOffsets() ? source.with("offsets.storage.topic", OWN_OFFSETS) : source,
        connectors
            .file("runpod-sink-json.json")
            .with("runpod.submit.in.doubt", seed.parks() ? "park" : "resubmit"),
        connectors.commands());
  }

  /** A text that is published in two parts. */
  static String large() {
    return "x".repeat(MOST_BYTES + MOST_BYTES / 2);
  }

  private ConnectorFile source() {
    return file("runpod-source.json")
        .with("runpod.output.max.bytes", Integer.toString(MOST_BYTES))
        .with("runpod.commands.topic", Stage.CARE)
        .with("runpod.webhook.enabled", "true")
        // a call is lost where its worker is killed
        .with("runpod.webhook.poll.interval.ms", "5000");
  }

  private ConnectorFile jobs() {
    return calledBack("runpod-sink-json.json")
        .with("runpod.admission.interval.ms", "500")
        .with(
            "runpod.endpoints." + MixedRun.NARROW + ".admission.max.queued",
            Integer.toString(MixedRun.MOST_QUEUED));
  }

  private ConnectorFile envelopes() {
    return calledBack("runpod-sink-json.json")
        .named("runpod-sink-envelopes")
        .with("tasks.max", "1")
        .with("topics", Stage.ENVELOPES)
        .with("runpod.request.format", "envelope");
  }

  /** Those of people. */
  private ConnectorFile commands() {
    return file("runpod-commands.json");
  }

  /** Those of the source. */
  private ConnectorFile care() {
    return file("runpod-commands-avro.json")
        .with("topics", Stage.CARE)
        .with("runpod.commands.topics", Stage.CARE);
  }

  private ConnectorFile calledBack(String name) {
    return file(name)
        .with("runpod.webhook.url", sandbox.connectUrl())
        .with("runpod.webhook.token", "${env:RUNPOD_WEBHOOK_TOKEN}");
  }

  private ConnectorFile file(String name) {
    return sandbox.connector(name).with("runpod.endpoints", ENDPOINTS);
  }
}
