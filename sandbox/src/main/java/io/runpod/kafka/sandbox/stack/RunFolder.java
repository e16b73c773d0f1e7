package io.runpod.kafka.sandbox.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The files of one run: data, which goes with the run, and logs, which stay till the next clean.
 */
public final class RunFolder {
  private final Path folder;

  /** Two runs of one name at a time do not meet: the folder's name has the process ID. */
  public RunFolder(Path runs, String name) {
    this.folder = runs.resolve(name + "-" + ProcessHandle.current().pid());
    removeData();
  }

  public Path logs() {
    return folder.resolve("logs");
  }

  /** What the process of that name has written so far. */
  public String log(String process) {
    Path file = file(process);
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException("could not read " + file, e);
    }
  }

  /** What it writes from now on. */
  public LogTail follow(String process) {
    return new LogTail(file(process));
  }

  private Path file(String process) {
    return logs().resolve(process + ".log");
  }

  /** A folder for data; not created here. */
  public Path data(String name) {
    return folder.resolve("data").resolve(name);
  }

  public void removeData() {
    Path data = folder.resolve("data");
    if (!Files.exists(data)) {
      return;
    }
    try (Stream<Path> tree = Files.walk(data)) {
      List<Path> deepestFirst = tree.sorted(Comparator.reverseOrder()).toList();
      for (Path path : deepestFirst) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("could not remove " + data, e);
    }
  }
}
