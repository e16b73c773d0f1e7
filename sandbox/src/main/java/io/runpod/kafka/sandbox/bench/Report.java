package io.runpod.kafka.sandbox.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The figures of a run: a row at once as each is measured, and all as JSON at the end. */
final class Report {
  private static final String ROW = "%-52s %10s %-10s %10s  %-6s %s%n";

  private final PrintStream out;
  private final List<Figure> figures = new ArrayList<>();

  Report(PrintStream out) {
    this.out = out;
  }

  void begin() {
    out.printf(ROW, "figure", "value", "unit", "target", "", "beside it, in the same run");
  }

  void add(Figure figure) {
    figures.add(figure);
    out.printf(
        ROW,
        figure.name(),
        Figure.digits(figure.value()),
        figure.unit(),
        figure.target().map(Figure::digits).orElse("-"),
        figure.verdict(),
        figure.baseline().orElse(""));
  }

  /** Writes an array of {name, value, unit, target, met, baseline}. */
  void write(Path file) {
    ObjectMapper mapper = new ObjectMapper();
    ArrayNode all = mapper.createArrayNode();
    for (Figure figure : figures) {
      ObjectNode one =
          all.addObject()
              .put("name", figure.name())
              .put("value", figure.value())
              .put("unit", figure.unit());
      one.put("target", figure.target().orElse(null));
      one.put("met", figure.met());
      one.put("baseline", figure.baseline().orElse(null));
    }
    try {
      Files.writeString(file, mapper.writerWithDefaultPrettyPrinter().writeValueAsString(all));
    } catch (IOException e) {
      throw new UncheckedIOException("could not write " + file, e);
    }
  }
}
