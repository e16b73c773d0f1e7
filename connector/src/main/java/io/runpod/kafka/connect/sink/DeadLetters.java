package io.runpod.kafka.connect.sink;

import io.runpod.kafka.connect.sink.SinkSettings.RejectPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.ErrantRecordReporter;

/**
 * Sends records that cannot become jobs to the dead-letter queue, or fails the task for them, as it
 * is set; those in doubt go there in either case, for they would come again at every restart. Owned
 * by the task's thread, as the reporter demands. A report is done when its future is: until then
 * the offset stays back.
 */
final class DeadLetters {
  private static final String QUEUE =
      SinkChecks.TOLERANCE + "=all and " + SinkChecks.DEAD_LETTER_TOPIC;

  private final Optional<ErrantRecordReporter> reporter;
  private final RejectPolicy policy;
  private final List<Report> reports = new ArrayList<>();

  private record Report(Submission submission, Future<Void> done) {}

  /**
   * @param reporter Connect's way to the dead-letter queue, if there is one
   */
  DeadLetters(Optional<ErrantRecordReporter> reporter, RejectPolicy policy) {
    this.reporter = reporter;
    this.policy = policy;
  }

  /**
   * @throws ConnectException if rejects have nowhere to go
   */
  void report(Outcome.Rejected outcome) {
    Submission submission = outcome.submission();
    DataException rejected = new DataException(outcome.reason() + " (" + submission + ")");
    if (policy == RejectPolicy.FAIL && !outcome.inDoubt()) {
      throw rejected;
    }
    if (reporter.isEmpty()) {
      throw new ConnectException(
          SinkChecks.DEAD_LETTER_TOPIC
              + ": no dead-letter queue for a record that "
              + (outcome.inDoubt() ? "is in doubt" : "was rejected")
              + ", set "
              + QUEUE
              + ": "
              + rejected.getMessage(),
          rejected);
    }
    reports.add(new Report(submission, reporter.get().report(submission.source(), rejected)));
  }

  /**
   * Tells {@code done} of every report that is acknowledged.
   *
   * @throws ConnectException if one was not written
   */
  void settle(Consumer<Submission> done) {
    if (reports.isEmpty()) {
      return;
    }
    List<Report> ended = new ArrayList<>();
    reports.removeIf(report -> report.done.isDone() && ended.add(report));
    for (Report report : ended) {
      try {
        report.done.get();
      } catch (ExecutionException | CancellationException e) {
        throw new ConnectException(
            SinkChecks.DEAD_LETTER_TOPIC
                + ": the dead-letter queue did not take "
                + report.submission
                + tooLarge(e),
            e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new ConnectException("interrupted", e);
      }
      done.accept(report.submission);
    }
  }

  private static String tooLarge(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof RecordTooLargeException) {
        return ", which is larger than producer.override.max.request.size of this connector, or"
            + " max.message.bytes of the queue's topic, allows";
      }
    }
    return "";
  }
}
