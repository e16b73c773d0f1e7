package io.runpod.kafka.sandbox.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that must not be left behind. */
class ChildJvmIT {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir private Path logs;

  @Test
  void aChildEndsWhenItsParentIsKilled() throws Exception {
    Path childId = logs.resolve("child.pid");
    ChildJvm parent = ChildJvm.start(program("parent", Parent.class, childId.toString()), logs);
    await().atMost(PATIENCE).until(() -> Files.exists(childId) && Files.size(childId) > 0);
    ProcessHandle child = ProcessHandle.of(Long.parseLong(Files.readString(childId))).orElseThrow();
    assertThat(child.isAlive()).isTrue();

    parent.kill();

    await().atMost(PATIENCE).until(() -> !child.isAlive());
  }

  @Test
  void aChildThatEndsIsReportedWithItsLastWords() {
    ChildJvm child = ChildJvm.start(program("mortal", Mortal.class, "goodbye"), logs);
    await().atMost(PATIENCE).until(() -> !child.isAlive());
    assertThatThrownBy(child::requireAlive)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("mortal ended with code 3")
        .hasMessageContaining("goodbye");
  }

  private static ChildJvm.Program program(String name, Class<?> main, String argument) {
    return new ChildJvm.Program(
        name,
        System.getProperty("java.class.path"),
        List.of("-Xmx64m"),
        main.getName(),
        List.of(argument),
        Map.of());
  }

  /** Starts a child of its own, tells its process ID, and waits. */
  public static final class Parent {
    public static void main(String[] args) throws Exception {
      Path file = Path.of(args[0]);
      ChildJvm child = ChildJvm.start(program("grandchild", Waiting.class, ""), file.getParent());
      Files.writeString(file, Long.toString(child.pid()));
      Thread.currentThread().join();
    }
  }

  /** Waits for ever. */
  public static final class Waiting {
    public static void main(String[] args) throws Exception {
      Thread.currentThread().join();
    }
  }

  /** Says something and ends. */
  public static final class Mortal {
    public static void main(String[] args) {
      System.out.println(args[0]);
      System.exit(3);
    }
  }
}
