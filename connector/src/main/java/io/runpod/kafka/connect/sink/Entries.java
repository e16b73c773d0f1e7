package io.runpod.kafka.connect.sink;

import io.runpod.kafka.connect.api.Operation;
import io.runpod.kafka.connect.job.EndpointId;
import io.runpod.kafka.connect.job.JobId;
import io.runpod.kafka.connect.ledger.LedgerEntry;
import java.time.InstantSource;

/** Makes the ledger entries of a sink connector. */
record Entries(String connector, EndpointId endpoint, InstantSource clock) {

  LedgerEntry.Submitted submitted(Submission submission, JobId job) {
    return new LedgerEntry.Submitted(
        job,
        endpoint,
        connector,
        submission.request(),
        clock.instant(),
        submission.headers(),
        submission.operation() == Operation.RUNSYNC
            ? submission.terms().withSync()
            : submission.terms());
  }

  LedgerEntry intent(Submission submission) {
    return new LedgerEntry.Intent(connector, submission.request(), clock.instant());
  }

  LedgerEntry refused(Submission submission) {
    return new LedgerEntry.Refused(connector, submission.request(), clock.instant());
  }
}
