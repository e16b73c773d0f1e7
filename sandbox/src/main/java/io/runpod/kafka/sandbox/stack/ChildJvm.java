package io.runpod.kafka.sandbox.stack;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A Java program in a process of its own, which ends when this JVM ends, however that happens.
 *
 * <p>Its output goes to a file. Safe to use from any thread.
 */
public final class ChildJvm {
  private static final List<String> QUICK_START =
      List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

  private final String name;
  private final Path log;
  private final Process process;

  private ChildJvm(String name, Path log, Process process) {
    this.name = name;
    this.log = log;
    this.process = process;
  }

  /** What to run, with which class path, JVM options and additional environment variables. */
  public record Program(
      String name,
      String classPath,
      List<String> jvmOptions,
      String mainClass,
      List<String> arguments,
      Map<String, String> environment) {}

  /** Starts the program; its output is appended to {@code <logs>/<name>.log}. */
  public static ChildJvm start(Program program, Path logs) {
    String classPath = program.classPath() + File.pathSeparator + launcher(logs);
    return start(program, logs, classPath, List.of());
  }

  /** The same with the archive's class path in the place of the program's. */
  static ChildJvm start(Program program, Path logs, StartupArchive archive) {
    return start(program, logs, archive.classPath(), archive.options());
  }

  private static ChildJvm start(
      Program program, Path logs, String classPath, List<String> moreOptions) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(QUICK_START);
    command.addAll(program.jvmOptions());
    command.addAll(moreOptions);
    command.add("-cp");
    command.add(classPath);
    command.add(TiedToParent.class.getName());
    command.add(Long.toString(ProcessHandle.current().pid()));
    command.add(program.mainClass());
    command.addAll(program.arguments());
    Path log = logs.resolve(program.name() + ".log");
    try {
      Files.createDirectories(logs);
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.environment().putAll(program.environment());
      builder.redirectErrorStream(true);
      builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
      return new ChildJvm(program.name(), log, builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException("could not start " + program.name(), e);
    }
  }

  // A folder with that one class: our own jar would bring our libraries onto the program's class
  // path.
  private static Path launcher(Path logs) {
    String file = TiedToParent.class.getName().replace('.', '/') + ".class";
    Path folder = logs.resolve("launcher");
    try (InputStream in = TiedToParent.class.getResourceAsStream("/" + file)) {
      Files.createDirectories(folder.resolve(file).getParent());
      Files.copy(in, folder.resolve(file), StandardCopyOption.REPLACE_EXISTING);
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException("could not write " + folder, e);
    }
  }

  /** Asks the program to end, waits for it, and kills it if it is still there after that time. */
  public void stop(Duration patience) {
    process.destroy();
    try {
      if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        kill();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Ends the program at once, without its shutdown hooks ({@code kill -9}), and waits till it is
   * gone.
   */
  public void kill() {
    process.destroyForcibly().onExit().join();
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /**
   * Does nothing while the program runs.
   *
   * @throws IllegalStateException with the end of its output if it has ended
   */
  void requireAlive() {
    if (!isAlive()) {
      throw new IllegalStateException(
          "%s ended with code %d:%n%s".formatted(name, process.exitValue(), lastLines(15)));
    }
  }

  private String lastLines(int count) {
    try {
      List<String> lines = Files.readAllLines(log);
      return String.join("\n", lines.subList(Math.max(0, lines.size() - count), lines.size()));
    } catch (IOException e) {
      return "(no output: " + e.getMessage() + ")";
    }
  }
}
