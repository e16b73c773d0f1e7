package io.runpod.kafka.connect.sink;

import io.runpod.kafka.connect.api.Answer;
import io.runpod.kafka.connect.api.Fate;
import io.runpod.kafka.connect.job.JobAnswer;
import io.runpod.kafka.connect.metrics.Metrics;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.connect.errors.ConnectException;

/**
 * Whether one more job may be submitted now: {@code /health} admits jobs, the endpoint takes calls,
 * the ledger takes entries, and the job's operation has a slot and the right to one more request.
 * Whatever is let through comes back as {@link #answered} or {@link #withheld}. Owned by the
 * engine's thread, but for {@link #openUntil}; times are ns of one monotonic clock.
 */
final class Clearance {
  private final AdmissionControl admission;
  private final EndpointGuard guard;
  private final SubmitGates gates;
  private final Submissions<?> work;

  Clearance(SinkSettings settings, SubmitGates gates, Submissions<?> work, Ports ports, long now) {
    this.gates = gates;
    this.work = work;
    this.guard = new EndpointGuard(settings.endpoint().endpointId(), ports.known());
    this.admission =
        new AdmissionControl(
            settings.endpoint().endpointId(),
            settings.admission(),
            settings.taskCount(),
            ports,
            now);
    if (gates.grow()) {
      admission.readAnyway();
    }
  }

  void show(Metrics metrics) {
    admission.show(metrics);
    gates.show(metrics);
  }

  /** Any thread. */
  void openUntil(long time) {
    gates.openUntil(time);
  }

  /** Lets nothing through any more. */
  void shut() {
    gates.shut();
  }

  /** Asks for a reading of {@code /health} if it is time to. */
  void askHealth(long now) {
    admission.ask(now);
  }

  /** {@code /health} answered. */
  void healthAnswered(Answer answer, long now) {
    admission.answered(answer).ifPresent(health -> gates.workers(health.running(), now));
  }

  /** Why the endpoint's records wait no longer: nothing if they wait, or one may be tried. */
  Optional<String> givenUp(long now) {
    return guard.mayCall(now) ? Optional.empty() : guard.givenUp();
  }

  /** Lets the submission through if it may go. */
  boolean tryEnter(Submission submission, long now) {
    if (!admission.mayGo()
        || !guard.mayCall(now)
        || work.ledgerIsLate(now)
        || !gates.tryEnter(submission, now)) {
      return false;
    }
    guard.called(now);
    admission.sent();
    return true;
  }

  /** True if a submission that was let through a while ago may still go. */
  boolean stillOpen(Submission submission, long now) {
    return gates.of(submission).open(now);
  }

  /** A submission that was let through is not sent any more. */
  void withheld(Submission submission) {
    gates.leave(submission);
    admission.left(false);
  }

  /** What came of the call of a submission, unless it was {@link #strange}. */
  void answered(Submission submission, Fate fate, long now) {
    gates.leave(submission);
    guard.answered(fate, now);
    admission.left(fate instanceof Fate.Done || fate instanceof Fate.InDoubt);
  }

  /**
   * RunPod accepted the submission's job.
   *
   * @param end how the job ended, if it did before the answer
   */
  void accepted(Submission submission, Optional<JobAnswer> end) {
    gates.accepted(submission, end);
  }

  /** RunPod did nothing and may be asked again. */
  void later(Submission submission, Fate.Retry retry, long now) {
    work.later(submission, retry, gates.of(submission), now);
  }

  /**
   * The endpoint refused a submission's call as it would refuse any.
   *
   * @param fail ends the task
   */
  void refused(Submission submission, String message, long now, Consumer<ConnectException> fail) {
    guard.refused(
        submission, message, now, work, reason -> work.rejected(submission, reason), fail);
  }

  /**
   * The call of a submission was answered, but not by RunPod, as it seems: it is in doubt.
   *
   * @param fail ends the task
   */
  void strange(Submission submission, String what, long now, Consumer<ConnectException> fail) {
    gates.leave(submission);
    admission.left(true);
    guard.strange(what, now, fail);
  }

  /** How long {@code /health} need not be asked for; at most {@code longest}. */
  long nanosToHealth(long now, long longest) {
    return admission.nanosToNext(now, longest);
  }

  /** How long the submission may not go unless something is answered; at most {@code longest}. */
  long nanosToNext(Submission submission, long now, long longest) {
    if (!admission.mayGo() || work.ledgerIsLate(now)) {
      return longest;
    }
    return guard.mayCall(now)
        ? gates.nanosToNext(submission, now, longest)
        : guard.nanosToNext(now, longest);
  }
}
