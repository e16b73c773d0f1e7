package io.runpod.kafka.connect.sink;

import io.runpod.kafka.connect.command.NoCommand;
import io.runpod.kafka.connect.job.EndpointId;
import io.runpod.kafka.connect.job.JobId;
import io.runpod.kafka.connect.job.RequestRef;
import io.runpod.kafka.connect.ledger.LedgerEntry;
import io.runpod.kafka.connect.ledger.LedgerWriter;
import io.runpod.kafka.connect.request.EndpointChoice;
import io.runpod.kafka.connect.request.ForwardedHeaders;
import io.runpod.kafka.connect.request.JobRequest;
import io.runpod.kafka.connect.request.KnownHeaders;
import io.runpod.kafka.connect.request.NoRequest;
import io.runpod.kafka.connect.request.PlainText;
import io.runpod.kafka.connect.request.RequestMaker;
import io.runpod.kafka.connect.request.RequestSettings;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.sink.SinkRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a submission of a record, or says why it cannot be one. Coordinates are the original ones,
 * which SMTs do not change. Thread-safe.
 */
final class SubmissionMaker {
  private static final Logger LOG = LoggerFactory.getLogger(SubmissionMaker.class);

  private static final int KEY_CHARS = 1024;

  /** Stands for the job ID while the size of the ledger entry is measured. */
  private static final JobId LONG_ID = new JobId("x".repeat(128));

  private final SinkSettings settings;
  private final EndpointChoice choice;
  private final RequestMaker requests;
  private final CommandReader commands;
  private final ForwardedHeaders forwarded;
  private final KnownHeaders known;

  /**
   * @param refused why the record can never become a job
   */
  record Made(Submission submission, Optional<String> refused) {}

  /**
   * @param usual the endpoint of records that nothing else decides about
   */
  SubmissionMaker(Map<EndpointId, SinkSettings> endpoints, Optional<EndpointId> usual) {
    this.settings = SinkSettings.common(endpoints);
    this.choice =
        new EndpointChoice(endpoints.keySet(), settings.requests().endpointByTopic(), usual);
    Map<EndpointId, RequestSettings> requests = new HashMap<>();
    endpoints.forEach((endpoint, own) -> requests.put(endpoint, own.requests()));
    this.requests = new RequestMaker(settings.connector(), settings.requests(), choice, requests);
    this.commands = new CommandReader(settings.commandTopics());
    this.forwarded = new ForwardedHeaders(settings.forwardedHeaders());
    this.known = new KnownHeaders(settings.forwardedHeaders());
  }

  Made make(SinkRecord record, long assignment) {
    RequestRef request = request(record, Optional.empty());
    try {
      Optional<String> key = PlainText.of(record.keySchema(), record.key());
      request = request(record, key);
      known.check(record.headers());
      return new Made(
          commands.isCommand(record)
              ? command(record, assignment, request)
              : job(record, assignment, request, lane(assignment, key)),
          Optional.empty());
    } catch (NoCommand | NoRequest e) {
      return refused(record, assignment, request, e.getMessage());
    } catch (RuntimeException broken) {
      // it would come again at every restart, and keep all other records from being submitted
      LOG.error(
          "topic={} partition={} offset={} cannot be read: a defect of this connector",
          request.topic(),
          request.partition(),
          request.offset(),
          broken);
      return refused(
          record,
          assignment,
          request,
          "a defect of this connector keeps it from being read, the task's log has more: "
              + broken.getClass().getName());
    }
  }

  private static RequestRef request(SinkRecord record, Optional<String> key) {
    return new RequestRef(
        record.originalTopic(),
        record.originalKafkaPartition(),
        record.originalKafkaOffset(),
        record.timestamp() == null ? RequestRef.NO_TIMESTAMP : record.timestamp(),
        key.map(text -> PlainText.cut(text, KEY_CHARS)));
  }

  private Made refused(SinkRecord record, long assignment, RequestRef request, String reason) {
    JobRequest none = JobRequest.none(settings.endpoint().endpointId());
    return new Made(
        new Submission(record, assignment, request, none, Map.of(), Optional.empty()),
        Optional.of(reason));
  }

  private Submission job(
      SinkRecord record, long assignment, RequestRef request, Optional<Object> lane)
      throws NoRequest {
    JobRequest asked = requests.make(record, request);
    Map<String, String> headers = forwarded.of(record);
    requireRoomInLedger(request, asked, headers);
    return new Submission(record, assignment, request, asked, headers, lane);
  }

  private Submission command(SinkRecord record, long assignment, RequestRef request)
      throws NoCommand, NoRequest {
    CommandReader.Read read = commands.read(record, choice);
    return Submission.of(read.command(), read.endpoint(), record, assignment, request);
  }

  private Optional<Object> lane(long assignment, Optional<String> key) {
    return switch (settings.ordering()) {
      case NONE -> Optional.empty();
      case PARTITION -> Optional.of(new Submission.Lane(assignment, ""));
      case KEY -> key.map(text -> new Submission.Lane(assignment, text));
    };
  }

  /** Once RunPod has the job, its entry must fit: so this is asked before. */
  private void requireRoomInLedger(
      RequestRef request, JobRequest asked, Map<String, String> headers) throws NoRequest {
    if (headers.isEmpty()) {
      return;
    }
    int bytes =
        LedgerWriter.sizeOf(
            new LedgerEntry.Submitted(
                LONG_ID,
                asked.endpoint(),
                settings.connector(),
                request,
                Instant.EPOCH,
                headers,
                asked.terms()));
    int most = settings.ledger().maxEntryBytes();
    if (bytes > most) {
      throw new NoRequest(
          "the headers to forward are too large: the job's ledger entry would have "
              + bytes
              + " bytes, at most "
              + most
              + " fit");
    }
  }
}
