package io.runpod.kafka.connect.command;

import io.runpod.kafka.connect.job.EndpointId;
import io.runpod.kafka.connect.job.JobId;
import io.runpod.kafka.connect.job.RequestRef;
import io.runpod.kafka.connect.ledger.CommandEntry;
import io.runpod.kafka.connect.ledger.LedgerEntry;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.ToIntFunction;

/**
 * Makes the ledger entries of one command record.
 *
 * @param maxEntryBytes what the ledger takes
 * @param size bytes an entry has in the ledger
 */
public record CommandEntries(
    String connector,
    EndpointId endpoint,
    RequestRef request,
    InstantSource clock,
    int maxEntryBytes,
    ToIntFunction<LedgerEntry> size) {
  static final int KEPT_STATUS_BYTES = 256 * 1024;

  LedgerEntry intent() {
    return new LedgerEntry.Intent(connector, request, clock.instant());
  }

  LedgerEntry refused() {
    return new LedgerEntry.Refused(connector, request, clock.instant());
  }

  LedgerEntry cancelled(JobId job) {
    return new CommandEntry.Cancelled(job, endpoint, connector, request, clock.instant());
  }

  LedgerEntry retrying(JobId job) {
    return new CommandEntry.Retrying(job, endpoint, connector, request, clock.instant());
  }

  /** Without the status if that is too large to keep: the retry has happened all the same. */
  LedgerEntry retried(JobId job, byte[] status) {
    if (status.length <= KEPT_STATUS_BYTES) {
      LedgerEntry whole = retried(job, Optional.of(new String(status, StandardCharsets.UTF_8)));
      if (size.applyAsInt(whole) <= maxEntryBytes) {
        return whole;
      }
    }
    return retried(job, Optional.empty());
  }

  private LedgerEntry retried(JobId job, Optional<String> status) {
    return new CommandEntry.Retried(job, endpoint, connector, request, clock.instant(), status);
  }

  LedgerEntry retryRefused(JobId job, String reason) {
    return new CommandEntry.RetryRefused(
        job, endpoint, connector, request, clock.instant(), reason);
  }

  LedgerEntry purged(long removed) {
    return new CommandEntry.Purged(endpoint, connector, request, clock.instant(), removed);
  }
}
