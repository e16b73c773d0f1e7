package io.runpod.kafka.streams;

import static org.apache.kafka.common.config.ConfigDef.Importance.HIGH;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;
import static org.apache.kafka.common.config.ConfigDef.Range.atLeast;
import static org.apache.kafka.common.config.ConfigDef.Type.INT;
import static org.apache.kafka.common.config.ConfigDef.Type.LONG;
import static org.apache.kafka.common.config.ConfigDef.Type.STRING;

import io.runpod.kafka.schema.Contract;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/**
 * The settings of stream assembly that are not Kafka's own. Sizes in bytes, times in milliseconds
 * of stream time.
 */
public final class AssemblyConfig extends AbstractConfig {
  /** Topic the chunks are read from. */
  public static final String INPUT_TOPIC = "runpod.job-stream.topic";

  /** Topic the whole streams are written to. */
  public static final String OUTPUT_TOPIC = "runpod.job-stream-assembled.topic";

  /** Largest output put together for one attempt of a job. */
  public static final String MAX_BYTES = "runpod.assembly.max.bytes";

  /** Most chunks put together for one attempt of a job. */
  public static final String MAX_CHUNKS = "runpod.assembly.max.chunks";

  /** How long without a chunk until an attempt counts as abandoned. */
  public static final String ABANDONED_MS = "runpod.assembly.abandoned.ms";

  /** How long a finished attempt is remembered. */
  public static final String REMEMBERED_MS = "runpod.assembly.remembered.ms";

  static final ConfigDef DEFINITION =
      new ConfigDef()
          .define(
              INPUT_TOPIC,
              STRING,
              Contract.JOB_STREAM.defaultTopic(),
              HIGH,
              "Topic with the stream chunks; it must exist.")
          .define(
              OUTPUT_TOPIC,
              STRING,
              Contract.JOB_STREAM_ASSEMBLED.defaultTopic(),
              HIGH,
              "Topic for the assembled streams; created with the partitions of the input if missing.")
          .define(
              MAX_BYTES,
              LONG,
              900L * 1024,
              atLeast(1024L),
              MEDIUM,
              "Largest output of one attempt, in UTF-8 bytes. Above it the record has output=null and"
                  + " OUTPUT_TOO_LARGE. The default fits a default broker and producer.")
          .define(
              MAX_CHUNKS,
              INT,
              50_000,
              atLeast(1),
              MEDIUM,
              "Most chunks of one attempt; above it as above " + MAX_BYTES + ".")
          .define(
              ABANDONED_MS,
              LONG,
              Duration.ofHours(24).toMillis(),
              atLeast(1000L),
              MEDIUM,
              "Stream time without a chunk after which an attempt is given up: its record has"
                  + " complete=false and STREAM_ABANDONED.")
          .define(
              REMEMBERED_MS,
              LONG,
              Duration.ofMinutes(10).toMillis(),
              atLeast(1000L),
              MEDIUM,
              "Stream time a finished attempt is remembered, so that late repeats of its chunks and"
                  + " end marker are dropped. Costs some 200 bytes of memory per finished job.");

  /**
   * Reads the settings from a map that may hold others too.
   *
   * @throws ConfigException naming the setting, if a value is of the wrong type or out of range
   */
  public AssemblyConfig(Map<?, ?> settings) {
    super(DEFINITION, settings, false);
    if (inputTopic().equals(outputTopic())) {
      throw new ConfigException(OUTPUT_TOPIC, outputTopic(), "must differ from " + INPUT_TOPIC);
    }
  }

  /** Topic with the chunks. */
  public String inputTopic() {
    return getString(INPUT_TOPIC);
  }

  /** Topic for the assembled streams. */
  public String outputTopic() {
    return getString(OUTPUT_TOPIC);
  }

  AssemblyLimits limits() {
    return new AssemblyLimits(
        getLong(MAX_BYTES),
        getInt(MAX_CHUNKS),
        Duration.ofMillis(getLong(ABANDONED_MS)),
        Duration.ofMillis(getLong(REMEMBERED_MS)));
  }
}
