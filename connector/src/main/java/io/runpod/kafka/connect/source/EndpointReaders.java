package io.runpod.kafka.connect.source;

import io.runpod.kafka.connect.job.EndpointId;
import io.runpod.kafka.connect.job.Job;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The endpoints of a task. Owned by its thread. */
final class EndpointReaders {
  private final Map<EndpointId, EndpointReader> readers = new LinkedHashMap<>();

  EndpointReaders(Collection<EndpointReader> readers) {
    readers.forEach(reader -> this.readers.put(reader.id(), reader));
  }

  Set<EndpointId> ids() {
    return Set.copyOf(readers.keySet());
  }

  /** The reader of a job's endpoint; a task adopts jobs of its endpoints only. */
  EndpointReader of(Job job) {
    return of(job.endpoint());
  }

  EndpointReader of(EndpointId endpoint) {
    return readers.get(endpoint);
  }

  /**
   * Results were published, and offsets committed.
   *
   * @param commits how often there has been a commit
   */
  void published(List<LedgerPartitions.Published> results, long commits) {
    for (LedgerPartitions.Published result : results) {
      of(result.endpoint()).releases().published(result.job(), result.commitsBefore());
    }
    readers.values().forEach(reader -> reader.releases().committed(commits));
  }

  /**
   * Asks what is due.
   *
   * @param present when the task last knew that it may ask
   */
  void ask(Instant now, long present) {
    readers.values().forEach(reader -> reader.ask(now, present));
  }

  /** Nanoseconds until there may be something to ask of any endpoint, if nothing else happens. */
  long nap(Instant now) {
    return readers.values().stream()
        .mapToLong(reader -> reader.nap(now))
        .min()
        .orElse(Long.MAX_VALUE);
  }
}
