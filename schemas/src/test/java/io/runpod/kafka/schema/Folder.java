package io.runpod.kafka.schema;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What lies in a folder of recorded examples, whether its index names it or not. */
final class Folder {
  private Folder() {}

  static SortedSet<String> namesIn(String folder) throws IOException, URISyntaxException {
    Path index =
        Path.of(
            Recorded.class
                .getResource("/io/runpod/kafka/recorded/" + folder + "/index.txt")
                .toURI());
    try (Stream<Path> files = Files.list(index.getParent())) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(file -> file.endsWith(".json"))
          .map(file -> file.substring(0, file.length() - ".json".length()))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }
}
