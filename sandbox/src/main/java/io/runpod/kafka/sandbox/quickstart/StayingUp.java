package io.runpod.kafka.sandbox.quickstart;

import io.runpod.kafka.sandbox.Sandbox;
import io.runpod.kafka.sandbox.cli.Session;
import java.util.List;

/** {@code -Dkeep}: the stack stays up, with commands to play with it. */
final class StayingUp {
  private static final String JAR = "java -jar sandbox/target/runpod-sandbox.jar";

  private StayingUp() {}

  /** Prints the commands and waits until the JVM ends. */
  static void untilInterrupted(Screen screen, Sandbox sandbox) throws InterruptedException {
    Session.of(sandbox).save();
    screen.line("");
    screen.line("The stack stays up until Ctrl-C. In another terminal, in this folder:");
    List.of(
            "",
            "  # send a job, and one that streams",
            "  " + JAR + " send '{\"prompt\":\"a lighthouse at dawn\"}'",
            "  " + JAR + " send '{\"prompt\":\"hello\",\"simulate\":{\"chunks\":5}}'",
            "",
            "  # read a topic and follow it",
            "  " + JAR + " tail runpod.job-results",
            "  " + JAR + " tail runpod.job-stream",
            "",
            "  # how the connectors are",
            "  " + JAR + " status",
            "  curl -s " + sandbox.connectUrl() + "/connectors?expand=status",
            "  curl -s " + sandbox.registryUrl() + "/subjects",
            "")
        .forEach(screen::line);
    Thread.currentThread().join();
  }
}
