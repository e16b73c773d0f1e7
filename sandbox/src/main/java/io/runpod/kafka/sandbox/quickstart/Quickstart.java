package io.runpod.kafka.sandbox.quickstart;

import io.runpod.kafka.sandbox.Sandbox;
import io.runpod.kafka.sandbox.SandboxSettings;
import io.runpod.kafka.sandbox.client.ConnectorFile;
import io.runpod.kafka.schema.Contract;
import io.runpod.kafka.streams.StreamAssemblyApp;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/** A topic in, results out: the story the quickstart tells, from beginning to end. */
public final class Quickstart {
  private static final String JOBS = Contract.JOBS.defaultTopic();
  private static final String CHUNKS = Contract.JOB_STREAM.defaultTopic();
  private static final int PARTITIONS = 4;
  private static final int TASKS = 2;
  // without any news; jobs at RunPod may wait long for their first worker
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration PATIENCE_WITH_RUNPOD = Duration.ofMinutes(15);

  private final Options options;
  private final Screen screen;
  private final Phases phases;

  private Quickstart(Options options, Screen screen) {
    this.options = options;
    this.screen = screen;
    this.phases = new Phases(screen);
  }

  /**
   * Runs the story on the terminal.
   *
   * @return 0 if every record has its one fate, 1 if not, 2 if the options make no sense
   */
  public static int run() throws InterruptedException {
    Screen screen = Screen.on(System.out);
    try {
      return new Quickstart(Options.from(System::getProperty), screen).tell();
    } catch (IllegalArgumentException e) {
      screen.line("quickstart: " + e.getMessage());
      return 2;
    }
  }

  private int tell() throws InterruptedException {
    List<DemoJob> jobs = options.input().map(DemoJob::fromLines).orElseGet(DemoJob::story);
    options.real().ifPresent(real -> Costs.announce(screen, real, jobs.size()));
    try (Sandbox sandbox = start()) {
      connect(sandbox);
      JobBoard board = new JobBoard();
      try (Feed feed = new Feed(sandbox);
          StreamAssemblyApp streams = assemble(sandbox, feed)) {
        send(sandbox, jobs, board);
        Watch watch = new Watch(sandbox, screen, patience());
        watch.untilAccounted(board, feed, streams);
        int code = Summary.print(screen, board, sandbox);
        sayTimes(watch, board);
        if (options.keep()) {
          StayingUp.untilInterrupted(screen, sandbox);
        }
        return code;
      }
    } catch (IllegalStateException e) {
      screen.line("\nquickstart failed: " + e.getMessage());
      return 1;
    }
  }

  private Sandbox start() throws InterruptedException {
    SandboxSettings settings = Sandbox.builder().name("quickstart");
    options.real().ifPresent(real -> settings.endpointAt(real.baseUrl(), real.endpointId()));
    Sandbox sandbox =
        phases.run("Starting Kafka, Schema Registry and a Connect worker", settings::start);
    phases.stackStarted();
    screen.line("    Kafka            " + sandbox.bootstrapServers());
    screen.line("    Connect          " + sandbox.connectUrl());
    screen.line("    Schema Registry  " + sandbox.registryUrl() + "   (contracts registered)");
    screen.line("    RunPod           " + sandbox.runpodUrl() + simulated());
    return sandbox;
  }

  private String simulated() {
    return options.real().isPresent() ? "" : "   (simulator)";
  }

  private void connect(Sandbox sandbox) throws InterruptedException {
    sandbox.topics().create(JOBS, PARTITIONS, Map.of());
    // the Streams companion wants its input topic from the start; the source creates the others
    sandbox.topics().create(CHUNKS, PARTITIONS, Map.of());
    for (String file : List.of("runpod-source.json", "runpod-sink-json.json")) {
      ConnectorFile connector = sandbox.connector(file);
      phases.run(
          "Creating the connector of config/" + file,
          () -> {
            sandbox.create(connector, TASKS);
            return connector;
          });
    }
  }

  private StreamAssemblyApp assemble(Sandbox sandbox, Feed feed) throws InterruptedException {
    Properties settings = new Properties();
    settings.put("bootstrap.servers", sandbox.bootstrapServers());
    settings.put("schema.registry.url", sandbox.registryUrl());
    settings.put("commit.interval.ms", "200");
    return phases.run(
        "Starting the Kafka Streams companion",
        () ->
            sandbox
                .confluent()
                .here(() -> StreamAssemblyApp.start(settings, feed, (now, before) -> {})));
  }

  private void send(Sandbox sandbox, List<DemoJob> jobs, JobBoard board)
      throws InterruptedException {
    phases.run(
        "Sending " + jobs.size() + " records to " + JOBS,
        () -> {
          for (DemoJob job : jobs) {
            RecordMetadata sent =
                sandbox.topics().sendNow(new ProducerRecord<>(JOBS, job.key(), job.value()));
            board.sent(job.key(), sent.partition(), sent.offset());
          }
          return board;
        });
    screen.line("");
  }

  private void sayTimes(Watch watch, JobBoard board) {
    if (board.hasResult()) {
      screen.line(
          "First result %.1f s after the stack was up, all of it %.1f s after."
              .formatted(
                  phases.sinceStackStarted(watch.firstResult()).toMillis() / 1e3,
                  phases.sinceStackStarted(System.nanoTime()).toMillis() / 1e3));
    }
  }

  private Duration patience() {
    return options.real().isPresent() ? PATIENCE_WITH_RUNPOD : PATIENCE;
  }
}
