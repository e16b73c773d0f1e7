package io.runpod.kafka.simulator.cli;

import io.runpod.kafka.simulator.EndpointOptions;
import io.runpod.kafka.simulator.RunpodSimulator;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;

/** The command line program: starts a simulator and keeps it until it is interrupted. */
public final class Main {

  private static final int USAGE = 2;
  private static final int FAILED = 1;

  private Main() {}

  /** Exit codes: 0 = stopped by a signal or {@code --help}, 1 = cannot bind, 2 = bad arguments. */
  public static void main(String[] args) throws InterruptedException {
    Arguments arguments;
    RunpodSimulator simulator;
    try {
      arguments = Arguments.parse(args);
      if (arguments.help()) {
        System.out.print(help());
        return;
      }
      simulator = start(arguments);
    } catch (Arguments.BadArgumentException | IllegalArgumentException e) {
      System.err.println(e.getMessage() + "\n\n" + help());
      System.exit(USAGE);
      return;
    } catch (IOException e) {
      System.err.println("cannot start: " + e.getMessage());
      System.exit(FAILED);
      return;
    }
    Runtime.getRuntime().addShutdownHook(new Thread(simulator::close));
    for (String endpoint : arguments.endpoints()) {
      System.out.println("endpoint " + endpoint + " at " + simulator.baseUrl() + "/" + endpoint);
    }
    new CountDownLatch(1).await();
  }

  private static RunpodSimulator start(Arguments arguments) throws IOException {
    RunpodSimulator.Builder builder =
        RunpodSimulator.builder()
            .host(arguments.host())
            .port(arguments.port())
            .speed(arguments.speed());
    arguments.apiKey().ifPresent(builder::apiKey);
    for (String endpoint : arguments.endpoints()) {
      builder.endpoint(EndpointOptions.named(endpoint).workers(arguments.workers()));
    }
    return builder.start();
  }

  private static String help() {
    try (InputStream text = Main.class.getResourceAsStream("help.txt")) {
      return new String(text.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
