package io.runpod.kafka.connect.source;

import io.runpod.kafka.connect.job.EndpointId;
import io.runpod.kafka.connect.job.Job;
import io.runpod.kafka.connect.job.JobId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Who was the last to read the streams of each of a source's endpoints in one ledger partition.
 * Sources of other endpoints may share the ledger; the endpoints say whose mark is whose, for a
 * source may be renamed, and two of one endpoint by mistake have different names. Owned by the
 * task's thread.
 */
final class LastReaders {
  private final Set<EndpointId> ours;
  private final Map<EndpointId, Last> last = new HashMap<>();

  /**
   * @param cutReads what it had open when it left
   */
  private record Last(long epoch, boolean left, List<JobId> cutReads) {}

  /**
   * @param ours the endpoints whose jobs this source follows
   */
  LastReaders(Set<EndpointId> ours) {
    this.ours = Set.copyOf(ours);
  }

  /**
   * A mark of a reader of these endpoints says something of ours. One that names none is of an
   * older version, which had one source for a ledger.
   */
  boolean concerns(Set<EndpointId> endpoints) {
    return !shared(endpoints).isEmpty();
  }

  void took(long epoch, Set<EndpointId> endpoints) {
    shared(endpoints).forEach(id -> last.put(id, new Last(epoch, false, List.of())));
  }

  /**
   * @return false if that reader was not the last of any endpoint
   */
  boolean left(long epoch, List<JobId> cutReads) {
    Set<EndpointId> itWasLastOf = new HashSet<>();
    last.forEach(
        (id, reader) -> {
          if (reader.epoch() == epoch) {
            itWasLastOf.add(id);
          }
        });
    itWasLastOf.forEach(id -> last.put(id, new Last(epoch, true, cutReads)));
    return !itWasLastOf.isEmpty();
  }

  /** Those that did not leave in order. */
  Set<Long> gone() {
    return last.values().stream()
        .filter(reader -> !reader.left())
        .map(Last::epoch)
        .collect(Collectors.toSet());
  }

  /** The last reader of the job's stream did not leave in order. */
  boolean vanishedFrom(Job job) {
    Last reader = last.get(job.endpoint());
    return reader != null && !reader.left();
  }

  /** The last reader of the job's stream left while it had a read of it open. */
  boolean cut(Job job) {
    Last reader = last.get(job.endpoint());
    return reader != null && reader.cutReads().contains(job.id());
  }

  private Set<EndpointId> shared(Set<EndpointId> endpoints) {
    return endpoints.isEmpty()
        ? ours
        : ours.stream().filter(endpoints::contains).collect(Collectors.toSet());
  }
}
