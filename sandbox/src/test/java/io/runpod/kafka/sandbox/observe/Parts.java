package io.runpod.kafka.sandbox.observe;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecordBase;

/**
 * Joins the outputs of one topic that were published in parts. What is joined takes the place of
 * its last part; what is not whole is left out and named.
 */
final class Parts<T extends SpecificRecordBase> {
  private record Open(String job, List<Object> outputs) {}

  private final List<Seen<T>> whole = new ArrayList<>();
  private final Map<String, Open> open = new LinkedHashMap<>();
  private final List<Violation> torn = new ArrayList<>();

  Parts(List<Seen<T>> records) {
    records.forEach(this::add);
    open.forEach(
        (name, parts) ->
            torn.add(
                Violation.ofJob(
                    parts.job(),
                    "%s ends at part %d".formatted(name, parts.outputs().size() - 1))));
  }

  /** Outputs that are whole, in the order of their last parts. */
  List<Seen<T>> whole() {
    return whole;
  }

  /** What is wrong with the parts of the others. */
  List<Violation> torn() {
    return torn;
  }

  private void add(Seen<T> seen) {
    T value = seen.value();
    Integer part = (Integer) value.get("part");
    if (part == null) {
      whole.add(seen);
      return;
    }
    String name = name(value);
    Open one =
        open.computeIfAbsent(
            name, first -> new Open((String) value.get("jobId"), new ArrayList<>()));
    if (part != one.outputs().size()) {
      torn.add(
          Violation.ofJob(
              one.job(),
              "%s has part %d where %d was due".formatted(name, part, one.outputs().size())));
    }
    one.outputs().add(value.get("output"));
    if (part.equals((Integer) value.get("parts") - 1)) {
      T joined = SpecificData.get().deepCopy(value.getSchema(), value);
      StringBuilder output = new StringBuilder();
      one.outputs().forEach(output::append);
      joined.put("output", output.toString());
      whole.add(new Seen<>(joined, seen.at(), seen.key(), seen.eventId()));
      open.remove(name);
    }
  }

  /** What all parts of an output have in common, and only they. */
  private static String name(SpecificRecordBase value) {
    String attempt = "attempt " + value.get("attempt") + " of " + value.get("jobId");
    return Optional.ofNullable(value.getSchema().getField("sequence"))
        .map(field -> "chunk #" + value.get(field.pos()) + " of " + attempt)
        .orElse("result of " + attempt);
  }
}
