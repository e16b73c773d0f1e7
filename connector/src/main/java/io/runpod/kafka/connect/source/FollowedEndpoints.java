package io.runpod.kafka.connect.source;

import io.runpod.kafka.connect.job.Cursor;
import io.runpod.kafka.connect.job.EndpointId;
import io.runpod.kafka.connect.job.Job;
import io.runpod.kafka.connect.ledger.LedgerEntry;
import io.runpod.kafka.connect.ledger.LedgerTail.Read;
import java.util.Map;
import java.util.Set;

/**
 * The endpoints whose jobs are followed.
 *
 * @param streamed each of them, and whether the streams of its jobs are read
 */
record FollowedEndpoints(Map<EndpointId, Boolean> streamed) {
  FollowedEndpoints {
    streamed = Map.copyOf(streamed);
  }

  Set<EndpointId> ids() {
    return streamed.keySet();
  }

  boolean include(EndpointId endpoint) {
    return streamed.containsKey(endpoint);
  }

  /** A job of one of them, as far as {@code cursor} says it was told. */
  Job job(LedgerEntry.Submitted submitted, Read read, Cursor cursor) {
    return new Job(
        submitted.job(),
        submitted.endpoint(),
        submitted.request(),
        submitted.headers(),
        submitted.terms(),
        submitted.submittedAt(),
        read.partition(),
        read.offset(),
        cursor,
        // whoever has seen chunks waits for the end
        cursor.chunks() > 0
            || submitted.terms().streamed().orElse(streamed.get(submitted.endpoint())));
  }
}
