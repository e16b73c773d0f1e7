package io.runpod.kafka.connect.source;

import io.runpod.kafka.connect.output.AvroSchemaText;
import io.runpod.kafka.connect.output.OutputType;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.LambdaValidator;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigException;

/**
 * How outputs are written.
 *
 * @param maxBytes largest output in one record
 * @param split a larger one is published in parts, not as an error
 * @param result type of results' outputs; empty for JSON text
 * @param chunk type of chunks' outputs; empty for JSON text
 * @param keyedByRequest results have the key of the input record, not the job ID
 * @param release how much longer RunPod is to keep a result that is published; empty if it may keep
 *     it for as long as it does
 */
record OutputSettings(
    int maxBytes,
    boolean split,
    Optional<OutputType> result,
    Optional<OutputType> chunk,
    boolean keyedByRequest,
    Optional<Duration> release) {

  static final String MAX_BYTES = "runpod.output.max.bytes";
  static final String OVERSIZE = "runpod.output.oversize";
  static final String SCHEMA = "runpod.output.schema";
  static final String CHUNK_SCHEMA = "runpod.stream.output.schema";
  static final String RESULT_KEY = "runpod.result.key";

  static final String RELEASE_TTL_MS = "runpod.result.release.ttl.ms";

  private static final int LEAST_RELEASE_MS = 1_000;
  private static final String GROUP = "Outputs";

  /** Adds this group's keys. */
  static ConfigDef define(ConfigDef def) {
    int order = 0;
    return def.define(
            MAX_BYTES,
            Type.INT,
            900 * 1024,
            Range.atLeast(1024),
            Importance.MEDIUM,
            "Largest output of a result or a chunk in one record, in bytes of JSON. The default"
                + " fits a broker and a producer with default limits.",
            GROUP,
            ++order,
            Width.SHORT,
            "Largest output")
        .define(
            OVERSIZE,
            Type.STRING,
            "split",
            ValidString.in("split", "error"),
            Importance.MEDIUM,
            "What becomes of an output above "
                + MAX_BYTES
                + ". split: it is published in parts, records in order with the fields part and"
                + " parts, all in one transaction where exactly-once is on. error: it is published"
                + " with output=null and error.kind=OUTPUT_TOO_LARGE. A typed output cannot be"
                + " split and is always such an error.",
            GROUP,
            ++order,
            Width.SHORT,
            "Too large outputs")
        .define(
            SCHEMA,
            Type.STRING,
            "",
            AvroSchemaText.validator(),
            Importance.MEDIUM,
            "Avro schema, as JSON, of the outputs of results. The output field is then of this type"
                + " instead of JSON text. An output that does not fit is published with output=null"
                + " and error.kind=OUTPUT_MISMATCH, with its JSON in the header "
                + OutputField.RAW
                + ".",
            GROUP,
            ++order,
            Width.LONG,
            "Type of outputs")
        .define(
            CHUNK_SCHEMA,
            Type.STRING,
            "",
            AvroSchemaText.validator(),
            Importance.LOW,
            "The same for the outputs of stream chunks.",
            GROUP,
            ++order,
            Width.LONG,
            "Type of chunks")
        .define(
            RESULT_KEY,
            Type.STRING,
            "job-id",
            ValidString.in("job-id", "request-key"),
            Importance.LOW,
            "Key of the records on the results topic: the job's ID, or the key of its input record"
                + " as text (the job's ID if that had none). The other topics are always keyed by"
                + " job ID.",
            GROUP,
            ++order,
            Width.SHORT,
            "Key of results")
        .define(
            RELEASE_TTL_MS,
            Type.INT,
            0,
            LambdaValidator.with(OutputSettings::checkRelease, () -> "0, or at least 1000"),
            Importance.LOW,
            "How much longer RunPod is asked to keep the result of a COMPLETED job once it is"
                + " published and committed, in ms (/status?ttl=); 0 leaves it to RunPod, which"
                + " keeps results for 30 minutes. Results of jobs that can be retried, and those"
                + " whose output is not in their record, are left alone. Costs one more request a"
                + " job, made only when nothing else is to be asked.",
            GROUP,
            ++order,
            Width.SHORT,
            "Early release");
  }

  /** Reads the group; {@code config} has passed its validators. */
  static OutputSettings from(AbstractConfig config) {
    return new OutputSettings(
        config.getInt(MAX_BYTES),
        "split".equals(config.getString(OVERSIZE)),
        AvroSchemaText.parse(config.getString(SCHEMA)),
        AvroSchemaText.parse(config.getString(CHUNK_SCHEMA)),
        "request-key".equals(config.getString(RESULT_KEY)),
        Optional.of(config.getInt(RELEASE_TTL_MS)).filter(ms -> ms > 0).map(Duration::ofMillis));
  }

  private static void checkRelease(String name, Object value) {
    int ms = (Integer) value;
    if (ms != 0 && ms < LEAST_RELEASE_MS) {
      throw new ConfigException(
          name, value, "write 0 to leave results to RunPod, or at least " + LEAST_RELEASE_MS);
    }
  }
}
