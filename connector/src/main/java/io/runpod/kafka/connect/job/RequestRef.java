package io.runpod.kafka.connect.job;

import java.util.Optional;

/**
 * The input record a job came from, by its original coordinates.
 *
 * @param timestamp epoch ms, {@link #NO_TIMESTAMP} if the record had none
 * @param key the record's key as text
 */
public record RequestRef(
    String topic, int partition, long offset, long timestamp, Optional<String> key) {
  public static final long NO_TIMESTAMP = -1;
}
