package io.runpod.kafka.connect.source;

import io.runpod.kafka.connect.job.JobError;
import io.runpod.kafka.connect.output.OutputMismatch;
import io.runpod.kafka.connect.output.OutputType;
import io.runpod.kafka.connect.output.Utf8;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;

/**
 * Puts outputs into one kind of record: whole, in parts, typed, or named by an error that says why
 * they are not in it.
 */
final class OutputField {
  /** An output that is not what its schema says is here, as the JSON RunPod sent. */
  static final String RAW = "runpod.output.json";

  private final Schema record;
  private final Optional<OutputType> type;
  private final int maxBytes;
  private final boolean split;

  /**
   * @param untyped the record with its output as text
   */
  OutputField(Schema untyped, Optional<OutputType> type, OutputSettings settings) {
    this.record = type.map(t -> RecordSchemas.withOutput(untyped, t.schema())).orElse(untyped);
    this.type = type;
    this.maxBytes = settings.maxBytes();
    this.split = settings.split();
  }

  /** Schema of the records. */
  Schema record() {
    return record;
  }

  /** True of a record that is whole, or the last of its parts. */
  static boolean isLast(Struct value) {
    Integer part = value.getInt32("part");
    return part == null || part == value.getInt32("parts") - 1;
  }

  /**
   * The records to emit.
   *
   * @param base complete but for output, parts and error
   * @param output JSON; not there, in spite of its size, if it was lost on the way
   * @param error what is wrong already; it is kept before anything that is wrong with the output
   */
  List<OutputRecord> into(
      OutputRecord base, Optional<String> output, long bytes, Optional<JobError> error) {
    boolean large = bytes > maxBytes;
    if (large && (type.isPresent() || !split)) {
      JobError reason = JobError.tooLarge(bytes, OutputSettings.MAX_BYTES, maxBytes);
      return List.of(failed(base, error.or(() -> Optional.of(reason))));
    }
    if (output.isEmpty() && bytes > 0) {
      return List.of(failed(base, error.or(() -> Optional.of(HandoverWriter.notCarried(bytes)))));
    } else if (output.isEmpty()) {
      return List.of(failed(base, error));
    }
    base.value().put("error", error.map(ErrorsAndRefs::error).orElse(null));
    if (type.isPresent()) {
      return List.of(typed(base, output.get(), error));
    }
    if (large) {
      return parts(base, Utf8.cut(output.get(), maxBytes));
    }
    base.value().put(RecordSchemas.OUTPUT, output.get());
    return List.of(base);
  }

  private static OutputRecord failed(OutputRecord base, Optional<JobError> error) {
    base.value().put("error", error.map(ErrorsAndRefs::error).orElse(null));
    return base;
  }

  private OutputRecord typed(OutputRecord base, String json, Optional<JobError> error) {
    try {
      base.value().put(RecordSchemas.OUTPUT, type.get().read(json));
      return base;
    } catch (OutputMismatch mismatch) {
      JobError reason =
          new JobError(
              JobError.Kind.OUTPUT_MISMATCH,
              mismatch.getMessage() + "; the output is in the header " + RAW);
      return failed(base, error.or(() -> Optional.of(reason))).withHeader(RAW, json);
    }
  }

  private static List<OutputRecord> parts(OutputRecord base, List<String> slices) {
    List<OutputRecord> records = new ArrayList<>(slices.size());
    for (int number = 0; number < slices.size(); number++) {
      Struct value = copy(base.value());
      value.put(RecordSchemas.OUTPUT, slices.get(number));
      value.put("part", number);
      value.put("parts", slices.size());
      records.add(base.part(value, number));
    }
    return records;
  }

  private static Struct copy(Struct value) {
    Struct copy = new Struct(value.schema());
    for (Field field : value.schema().fields()) {
      copy.put(field, value.get(field));
    }
    return copy;
  }
}
