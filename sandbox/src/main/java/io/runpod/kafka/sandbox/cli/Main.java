package io.runpod.kafka.sandbox.cli;

import io.runpod.kafka.sandbox.bench.Benchmark;
import io.runpod.kafka.sandbox.quickstart.Quickstart;
import io.runpod.kafka.sandbox.stack.StackFiles;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** {@code java -jar sandbox/target/runpod-sandbox.jar <command>}. */
public final class Main {
  private static final String USAGE =
      """
      usage: java -jar sandbox/target/runpod-sandbox.jar COMMAND

        send JSON     sends a job with this input to runpod.jobs
        tail TOPIC    prints the topic's committed records and follows it
        status        how the connectors and their tasks are
        quickstart    what mvn -Pquickstart runs
        bench         what mvn -Pbench runs
      """;

  private Main() {}

  public static void main(String[] args) throws InterruptedException {
    System.setOut(utf8(FileDescriptor.out));
    List<String> words = List.of(args);
    try {
      System.exit(run(words));
    } catch (IllegalStateException e) {
      System.err.println(e.getMessage());
      System.exit(1);
    }
  }

  private static int run(List<String> words) throws InterruptedException {
    String command = words.isEmpty() ? "" : words.get(0);
    String argument = words.size() == 2 ? words.get(1) : null;
    if (command.equals("quickstart") && words.size() == 1) {
      endWithParent();
      logTo(StackFiles.locate().runs().resolve("quickstart.log"));
      return Quickstart.run();
    }
    if (command.equals("bench") && words.size() == 1) {
      endWithParent();
      logTo(StackFiles.locate().runs().resolve("bench.log"));
      return Benchmark.run();
    }
    if (command.equals("status") && words.size() == 1) {
      commands().status();
    } else if (command.equals("send") && argument != null) {
      commands().send(argument);
    } else if (command.equals("tail") && argument != null) {
      commands().tail(argument);
    } else {
      System.err.print(USAGE);
      return 2;
    }
    return 0;
  }

  private static Commands commands() {
    return new Commands(Session.load(), System.out);
  }

  // Maven may be killed without a chance to tell us
  private static void endWithParent() {
    ProcessHandle.current().parent().ifPresent(Main::exitAfter);
  }

  private static void exitAfter(ProcessHandle parent) {
    Thread watch =
        new Thread(
            () -> {
              parent.onExit().join();
              System.exit(130);
            },
            "parent-watch");
    watch.setDaemon(true);
    watch.start();
  }

  // before the first logger is made
  private static void logTo(Path file) {
    file.getParent().toFile().mkdirs();
    System.setProperty("org.slf4j.simpleLogger.logFile", file.toString());
  }

  private static PrintStream utf8(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
  }
}
