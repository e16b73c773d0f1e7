package io.runpod.kafka.connect.job;

import io.runpod.kafka.connect.job.JobEvent.ExpiredReason;
import io.runpod.kafka.connect.job.JobEvent.ResultReady;
import io.runpod.kafka.connect.job.JobEvent.StreamEnded;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Ends a job: the marker behind its stream first, its result last. */
final class JobEnd {
  private final long readerEpoch;
  private final HeldAnswers held;

  JobEnd(long readerEpoch, HeldAnswers held) {
    this.readerEpoch = readerEpoch;
    this.held = held;
  }

  /** With RunPod's last word on it, unless the job's terms ask for another attempt. */
  void withOrRetry(Job job, JobAnswer answer, Instant now, List<JobEvent> events) {
    if (Care.retries(job, answer)) {
      held.hold(job, answer);
      events.add(Care.retry(job, answer, now));
    } else {
      with(job, answer, now, events);
    }
  }

  /** With RunPod's last word on it. */
  void with(Job job, JobAnswer answer, Instant now, List<JobEvent> events) {
    Optional<JobError> error = answer.error();
    if (error.isEmpty() && outputMissing(job, answer)) {
      error = Optional.of(JobError.noOutput());
    }
    end(job, answer.status(), Optional.of(answer), error, Optional.empty(), now, events);
  }

  /** What a handler yielded is its output too, so such a job may end without another. */
  private static boolean outputMissing(Job job, JobAnswer answer) {
    return answer.status().equals(JobStatus.COMPLETED)
        && answer.output().isEmpty()
        && job.cursor().chunks() == 0;
  }

  /** Without an answer that could be published. */
  List<JobEvent> without(Job job, NoAnswer none, Instant now) {
    List<JobEvent> events = new ArrayList<>();
    Telling.status(job, none.status(), now, events);
    if (!job.drained()) {
      // the stream's end was never seen
      job.cursor(job.cursor().withGapAhead());
    }
    end(job, none.status(), Optional.empty(), none.error(), none.expired(), now, events);
    return events;
  }

  private void end(
      Job job,
      JobStatus status,
      Optional<JobAnswer> answer,
      Optional<JobError> error,
      Optional<ExpiredReason> expired,
      Instant now,
      List<JobEvent> events) {
    Cursor cursor = job.cursor();
    OptionalLong chunkCount =
        job.streamed() ? OptionalLong.of(cursor.chunks()) : OptionalLong.empty();
    streamOf(job, answer, now, events);
    events.add(
        new ResultReady(job, now, status, cursor.attempt(), chunkCount, answer, error, expired));
    job.end();
    held.drop(job);
  }

  /** The marker behind the stream of an attempt, if it has one. */
  void streamOf(Job job, Optional<JobAnswer> answer, Instant now, List<JobEvent> events) {
    if (job.streamed()) {
      Cursor cursor = job.cursor();
      boolean complete =
          (!cursor.gapTold() && !cursor.gapAhead())
              || answer
                  .filter(a -> Aggregate.provesWhole(a, cursor.chunks(), cursor.retries()))
                  .isPresent();
      events.add(
          new StreamEnded(
              job,
              now,
              cursor.chunks(),
              cursor.attempt(),
              cursor.retries(),
              complete,
              readerEpoch));
    }
  }
}
