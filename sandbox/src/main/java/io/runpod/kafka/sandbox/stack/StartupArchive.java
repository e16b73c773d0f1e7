package io.runpod.kafka.sandbox.stack;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * The classes of a program as the JVM keeps them for the next start, which takes half the time
 * then. The first JVM of a program that ends in order leaves them behind; without them a program
 * starts as ever.
 *
 * <p>An archive holds for one class path of jars. Owned by one thread.
 */
public final class StartupArchive {
  private static final String JAR = ".jar";

  private final String classPath;
  private final Path archive;
  private final Path fresh;

  /**
   * @param folder where archives are kept between runs
   * @param program the name of the program, one archive each
   * @param classPathWanted what the program needs; folders of classes are left out, for the JVM
   *     archives nothing where there are any
   */
  public StartupArchive(Path folder, String program, String classPathWanted) {
    List<String> jars =
        Arrays.stream(classPathWanted.split(File.pathSeparator))
            .flatMap(StartupArchive::jars)
            .toList();
    this.classPath = String.join(File.pathSeparator, jars) + File.pathSeparator + launcher(folder);
    String state = jars.stream().map(StartupArchive::state).collect(Collectors.joining());
    String name = program + "-" + checksum(state.getBytes(StandardCharsets.UTF_8));
    this.archive = folder.resolve(name + ".jsa");
    this.fresh = folder.resolve(name + "-" + UUID.randomUUID() + ".tmp");
  }

  /** The program's jars, and what ties a child to its parent. */
  String classPath() {
    return classPath;
  }

  /** Has the JVM use the archive, or make it. */
  List<String> options() {
    String use =
        Files.exists(archive)
            ? "-XX:SharedArchiveFile=" + archive
            : "-XX:ArchiveClassesAtExit=" + fresh;
    return List.of(
        "-XX:+IgnoreUnrecognizedVMOptions", "-Xlog:cds=off", "-Xlog:cds+dynamic=off", use);
  }

  /** Keeps what a JVM that has ended left behind, if anything. */
  void keep() {
    try {
      if (Files.exists(fresh)) {
        Files.move(fresh, archive, StandardCopyOption.ATOMIC_MOVE);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("could not keep " + archive, e);
    }
  }

  private static Stream<String> jars(String entry) {
    if (!entry.endsWith("*")) {
      return Stream.of(entry).filter(file -> file.endsWith(JAR));
    }
    String[] all = new File(entry).getParentFile().list();
    return Arrays.stream(all)
        .filter(file -> file.endsWith(JAR))
        .sorted()
        .map(file -> new File(new File(entry).getParentFile(), file).toString());
  }

  private static String state(String jar) {
    File file = new File(jar);
    return jar + file.length() + file.lastModified();
  }

  private static Path launcher(Path folder) {
    try {
      byte[] jar = launcher();
      Path file = folder.resolve("launcher-" + checksum(jar) + JAR);
      if (!Files.exists(file)) {
        Files.createDirectories(folder);
        Path fresh = Files.createTempFile(folder, "launcher", ".tmp");
        Files.write(fresh, jar);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
      }
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException("could not write to " + folder, e);
    }
  }

  private static byte[] launcher() throws IOException {
    ByteArrayOutputStream jar = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(jar)) {
      for (String name :
          List.of(
              TiedToParent.class.getName().replace('.', '/') + ".class",
              "simplelogger.properties")) {
        ZipEntry entry = new ZipEntry(name);
        entry.setTime(0);
        out.putNextEntry(entry);
        try (InputStream in = StartupArchive.class.getResourceAsStream("/" + name)) {
          in.transferTo(out);
        }
      }
    }
    return jar.toByteArray();
  }

  private static String checksum(byte[] bytes) {
    CRC32 sum = new CRC32();
    sum.update(bytes);
    return Long.toHexString(sum.getValue());
  }
}
