package io.runpod.kafka.sandbox.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * A folder for {@code plugin.path}, filled as a user would fill it: by unpacking a plugin's zip.
 */
public final class PluginFolder {
  private final Path folder;

  public PluginFolder(Path folder) {
    this.folder = folder;
  }

  public Path path() {
    return folder;
  }

  /** Unpacks a zip into the folder. */
  public PluginFolder add(Path zip) {
    try (ZipFile file = new ZipFile(zip.toFile())) {
      for (Enumeration<? extends ZipEntry> all = file.entries(); all.hasMoreElements(); ) {
        ZipEntry entry = all.nextElement();
        if (!entry.isDirectory()) {
          Path target = inside(entry.getName());
          Files.createDirectories(target.getParent());
          Files.copy(file.getInputStream(entry), target);
        }
      }
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException("could not unpack " + zip, e);
    }
  }

  private Path inside(String name) throws IOException {
    Path target = folder.resolve(name).normalize();
    if (!target.startsWith(folder)) {
      throw new IOException("entry outside of the folder: " + name);
    }
    return target;
  }
}
