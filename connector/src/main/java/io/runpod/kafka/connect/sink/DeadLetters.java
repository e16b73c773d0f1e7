package io.runpod.kafka.connect.sink;

import io.runpod.kafka.connect.sink.SinkSettings.RejectPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.ErrantRecordReporter;

/**
 * Sends records that cannot become jobs to the dead-letter queue. Owned by the task's thread, as
 * the reporter demands. A report is done when its future is: until then the offset stays back.
 */
final class DeadLetters {
  private final Optional<ErrantRecordReporter> reporter;
  private final RejectPolicy policy;
  private final List<Report> reports = new ArrayList<>();

  private record Report(Submission submission, Future<Void> done) {}

  DeadLetters(Optional<ErrantRecordReporter> reporter, RejectPolicy policy) {
    this.reporter = reporter;
    this.policy = policy;
  }

  /**
   * @throws ConnectException if rejects have nowhere to go
   */
  void report(Submission submission, String reason) {
    DataException rejected = new DataException(reason + " (" + submission + ")");
    if (policy == RejectPolicy.FAIL) {
      throw rejected;
    }
    if (reporter.isEmpty()) {
      throw new ConnectException(
          "errors.deadletterqueue.topic.name: no dead-letter queue for a record that was rejected",
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
        throw new ConnectException("the dead-letter queue did not take " + report.submission, e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new ConnectException("interrupted", e);
      }
      done.accept(report.submission);
    }
  }
}
