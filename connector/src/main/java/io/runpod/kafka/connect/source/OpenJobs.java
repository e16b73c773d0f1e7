package io.runpod.kafka.connect.source;

import io.runpod.kafka.connect.job.Cursor;
import java.util.Collections;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** Ledger offsets of jobs that are not over, each with its cursor. */
record OpenJobs(NavigableMap<Long, Cursor> cursors) {
  static final OpenJobs NONE = new OpenJobs(Collections.emptyNavigableMap());

  static OpenJobs of(NavigableMap<Long, Cursor> cursors) {
    return new OpenJobs(new TreeMap<>(cursors));
  }

  /** The lowest offset: where a replay has to begin. */
  Optional<Long> low() {
    return cursors.isEmpty() ? Optional.empty() : Optional.of(cursors.firstKey());
  }
}
