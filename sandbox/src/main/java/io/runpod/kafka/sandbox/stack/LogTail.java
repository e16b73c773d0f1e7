package io.runpod.kafka.sandbox.stack;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What is written to a log from the moment on at which this is made. Safe to use from any thread.
 */
public final class LogTail {
  private final Path file;
  private final long start;

  public LogTail(Path file) {
    this.file = file;
    try {
      this.start = Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException("could not read " + file, e);
    }
  }

  /** True if these words were written. */
  public boolean has(String words) {
    try (InputStream in = Files.newInputStream(file)) {
      in.skipNBytes(start);
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).contains(words);
    } catch (IOException e) {
      throw new UncheckedIOException("could not read " + file, e);
    }
  }
}
