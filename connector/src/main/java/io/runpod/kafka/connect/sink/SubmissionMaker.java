package io.runpod.kafka.connect.sink;

import io.runpod.kafka.connect.command.Command;
import io.runpod.kafka.connect.command.NoCommand;
import io.runpod.kafka.connect.job.EndpointId;
import io.runpod.kafka.connect.job.JobId;
import io.runpod.kafka.connect.job.JobTerms;
import io.runpod.kafka.connect.job.RequestRef;
import io.runpod.kafka.connect.ledger.LedgerEntry;
import io.runpod.kafka.connect.ledger.LedgerWriter;
import io.runpod.kafka.connect.request.ForwardedHeaders;
import io.runpod.kafka.connect.request.InputMapper;
import io.runpod.kafka.connect.request.InputMapper.Mapped;
import io.runpod.kafka.connect.request.JobRequest;
import io.runpod.kafka.connect.request.PlainText;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * Makes a submission of a record, or says why it cannot be one. Coordinates are the original ones,
 * which SMTs do not change. Thread-safe.
 */
final class SubmissionMaker {
  private static final int KEY_CHARS = 1024;

  /** Stands for the job ID while the size of the ledger entry is measured. */
  private static final JobId LONG_ID = new JobId("x".repeat(128));

  private final SinkSettings settings;
  private final InputMapper mapper;
  private final CommandReader commands;
  private final ForwardedHeaders forwarded;
  private final EndpointId endpoint;
  private final JobTerms terms;

  /**
   * @param refused why the record can never become a job
   */
  record Made(Submission submission, Optional<String> refused) {}

  SubmissionMaker(SinkSettings settings) {
    this.settings = settings;
    this.mapper = new InputMapper(settings.policy());
    this.commands = new CommandReader(settings.commandTopics(), settings.endpoint().endpointId());
    this.forwarded = new ForwardedHeaders(settings.forwardedHeaders());
    this.endpoint = settings.endpoint().endpointId();
    this.terms = settings.terms();
  }

  Made make(SinkRecord record, long assignment) {
    Optional<String> key = PlainText.of(record.keySchema(), record.key());
    RequestRef request =
        new RequestRef(
            record.originalTopic(),
            record.originalKafkaPartition(),
            record.originalKafkaOffset(),
            record.timestamp() == null ? RequestRef.NO_TIMESTAMP : record.timestamp(),
            key.map(text -> PlainText.cut(text, KEY_CHARS)));
    if (commands.isCommand(record)) {
      return command(record, assignment, request);
    }
    Map<String, String> headers = forwarded.of(record);
    Optional<Object> lane = lane(assignment, key);
    Mapped mapped = mapper.map(record.valueSchema(), record.value());
    if (mapped instanceof Mapped.Refused refused) {
      return new Made(
          new Submission(record, assignment, request, JobRequest.none(endpoint), Map.of(), lane),
          Optional.of(refused.reason()));
    }
    JobRequest asked =
        new JobRequest(
            endpoint, ((Mapped.Body) mapped).json(), terms, Optional.empty(), Optional.empty());
    return new Made(
        new Submission(record, assignment, request, asked, headers, lane),
        ForwardedHeaders.complaint(headers).or(() -> tooLargeForLedger(request, headers)));
  }

  private Made command(SinkRecord record, long assignment, RequestRef request) {
    try {
      Command command = commands.read(record);
      return new Made(
          Submission.of(command, endpoint, record, assignment, request), Optional.empty());
    } catch (NoCommand e) {
      return new Made(
          new Submission(
              record, assignment, request, JobRequest.none(endpoint), Map.of(), Optional.empty()),
          Optional.of(e.getMessage()));
    }
  }

  private Optional<Object> lane(long assignment, Optional<String> key) {
    return switch (settings.ordering()) {
      case NONE -> Optional.empty();
      case PARTITION -> Optional.of(new Submission.Lane(assignment, ""));
      case KEY -> key.map(text -> new Submission.Lane(assignment, text));
    };
  }

  /** Once RunPod has the job, its entry must fit: so this is asked before. */
  private Optional<String> tooLargeForLedger(RequestRef request, Map<String, String> headers) {
    if (headers.isEmpty()) {
      return Optional.empty();
    }
    int bytes =
        LedgerWriter.sizeOf(
            new LedgerEntry.Submitted(
                LONG_ID, endpoint, settings.connector(), request, Instant.EPOCH, headers, terms));
    int most = settings.ledger().maxEntryBytes();
    return bytes <= most
        ? Optional.empty()
        : Optional.of(
            "the headers to forward are too large: the job's ledger entry would have "
                + bytes
                + " bytes, at most "
                + most
                + " fit");
  }
}
