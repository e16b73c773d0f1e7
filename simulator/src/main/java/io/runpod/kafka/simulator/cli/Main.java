package io.runpod.kafka.simulator.cli;

import com.fasterxml.jackson.databind.node.TextNode;
import io.runpod.kafka.simulator.EndpointOptions;
import io.runpod.kafka.simulator.Limits;
import io.runpod.kafka.simulator.RunpodSimulator;
import io.runpod.kafka.simulator.cli.Arguments.Option;
import io.runpod.kafka.simulator.config.OptionsReader;
import io.runpod.kafka.simulator.config.SimulatorConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** The command line program: starts a simulator and keeps it until it is interrupted. */
public final class Main {

  private static final int USAGE = 2;
  private static final int FAILED = 1;
  private static final int STANDARD_PORT = 8000;
  private static final int MOST_WORKERS = 100_000;
  private static final int MOST_SPEED = 1_000_000;

  private Main() {}

  /** Exit codes: 0 = {@code --help}, 1 = cannot start, 2 = bad arguments or configuration. */
  public static void main(String[] args) throws InterruptedException {
    RunpodSimulator simulator;
    List<String> endpoints = new ArrayList<>();
    try {
      Arguments arguments = Arguments.parse(args);
      if (arguments.help()) {
        System.out.print(help());
        return;
      }
      simulator = start(arguments, endpoints);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage() + "\nSee --help.");
      System.exit(USAGE);
      return;
    } catch (IOException e) {
      System.err.println("cannot start: " + e.getMessage());
      System.exit(FAILED);
      return;
    }
    Runtime.getRuntime().addShutdownHook(new Thread(simulator::close));
    endpoints.forEach(
        endpoint ->
            System.out.println(
                "endpoint " + endpoint + " at " + simulator.baseUrl() + "/" + endpoint));
    System.out.println("page and truth at http://127.0.0.1:" + simulator.port() + "/");
    new CountDownLatch(1).await();
  }

  /** Starts what file and command line say together; the command line wins. */
  static RunpodSimulator start(Arguments arguments, List<String> names) throws IOException {
    Optional<String> file = arguments.text(Option.CONFIG);
    SimulatorConfig config =
        file.isPresent() ? SimulatorConfig.read(Path.of(file.get())) : SimulatorConfig.EMPTY;
    RunpodSimulator.Builder builder = RunpodSimulator.builder();
    arguments.text(Option.HOST).or(config::host).ifPresent(builder::host);
    builder.port(arguments.number(Option.PORT, 0, 65_535).or(config::port).orElse(STANDARD_PORT));
    arguments.text(Option.API_KEY).or(config::apiKey).ifPresent(builder::apiKey);
    arguments
        .number(Option.SPEED, 1, MOST_SPEED)
        .map(Integer::doubleValue)
        .or(config::speed)
        .ifPresent(builder::speed);
    config.seed().ifPresent(builder::seed);
    for (EndpointOptions options : endpoints(arguments, config)) {
      names.add(options.name());
      builder.endpoint(options);
    }
    RunpodSimulator simulator = builder.start();
    config
        .faults()
        .forEach((name, faults) -> faults.forEach(simulator.endpoint(name).faults()::add));
    return simulator;
  }

  private static List<EndpointOptions> endpoints(Arguments arguments, SimulatorConfig config) {
    List<EndpointOptions> endpoints = new ArrayList<>(config.endpoints());
    arguments.all(Option.ENDPOINT).forEach(name -> endpoints.add(EndpointOptions.named(name)));
    if (endpoints.isEmpty()) {
      endpoints.add(EndpointOptions.named("ep1"));
    }
    Optional<Integer> workers = arguments.number(Option.WORKERS, 0, MOST_WORKERS);
    workers.ifPresent(count -> endpoints.replaceAll(options -> options.workers(count)));
    Optional<Limits> limits =
        arguments.text(Option.LIMITS).map(text -> OptionsReader.limits(TextNode.valueOf(text)));
    limits.ifPresent(what -> endpoints.replaceAll(options -> options.limits(what)));
    return endpoints;
  }

  private static String help() {
    try (InputStream text = Main.class.getResourceAsStream("help.txt")) {
      return new String(text.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
