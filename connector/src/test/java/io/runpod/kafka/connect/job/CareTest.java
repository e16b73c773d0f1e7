package io.runpod.kafka.connect.job;

import static io.runpod.kafka.connect.job.Jobs.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.runpod.kafka.connect.job.JobEvent.CommandIssued;
import io.runpod.kafka.connect.job.JobEvent.ResultReady;
import io.runpod.kafka.connect.job.JobEvent.StatusChanged;
import io.runpod.kafka.connect.job.JobEvent.StreamEnded;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CareTest {
  private static final Duration NONE = Duration.ZERO;
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final Instant LATE = NOW.plus(MINUTE);
  private static final JobAnswer GIVEN_UP =
      Jobs.error(JobStatus.FAILED, JobError.Kind.INFRASTRUCTURE);

  private JobLife life = new JobLife(1_000);

  @Test
  void cancelsAJobThatIsStillQueuedAtItsDeadline() {
    Job job = job(Jobs.terms(MINUTE, NONE, 0));

    assertThat(read(job, JobStatus.IN_QUEUE, LATE.minusMillis(1))).isEmpty();
    assertThat(read(job, JobStatus.IN_QUEUE, LATE)).containsExactly("CANCEL 1 queue");
  }

  @Test
  void aJobThatTurnsOutToHaveStartedIsNotCancelledForItsQueueDeadline() {
    Job job = job(Jobs.terms(MINUTE, NONE, 0));

    assertThat(read(job, JobStatus.IN_PROGRESS, LATE)).containsExactly("IN_PROGRESS 1");
    assertThat(read(job, JobStatus.IN_PROGRESS, LATE.plus(MINUTE))).isEmpty();
    assertThat(Care.due(job, PATIENCE)).isEmpty();
  }

  @Test
  void measuresTheRunFromWhenItWasSeenToStart() {
    Job job = job(Jobs.terms(NONE, MINUTE, 0));
    read(job, JobStatus.IN_PROGRESS, LATE);

    assertThat(Care.due(job, PATIENCE)).contains(LATE.plus(MINUTE));
    assertThat(read(job, JobStatus.IN_PROGRESS, LATE.plus(MINUTE).minusMillis(1))).isEmpty();
    assertThat(read(job, JobStatus.IN_PROGRESS, LATE.plus(MINUTE))).containsExactly("CANCEL 1 run");
  }

  @Test
  void theClockOfTheRunOutlivesTheReader() {
    Job job = job(Jobs.terms(NONE, MINUTE, 0));
    read(job, JobStatus.IN_PROGRESS, LATE);

    assertThat(Care.due(restarted(job), PATIENCE)).contains(LATE.plus(MINUTE));
  }

  @Test
  void aRunThatRunpodDispatchedAgainGoesOn() {
    Job job = job(Jobs.terms(MINUTE, MINUTE.multipliedBy(5), 0));
    read(job, JobStatus.IN_PROGRESS, NOW);

    assertThat(read(job, JobStatus.IN_QUEUE, LATE)).containsExactly("IN_QUEUE 1");
    assertThat(read(job, JobStatus.IN_QUEUE, NOW.plus(MINUTE.multipliedBy(5))))
        .containsExactly("CANCEL 1 run");
  }

  @Test
  void asksForACancelOnce() {
    Job job = job(Jobs.terms(MINUTE, MINUTE, 1));
    read(job, JobStatus.IN_QUEUE, LATE);
    Job again = restarted(job);

    assertThat(Care.due(again, PATIENCE)).isEmpty();
    assertThat(read(again, JobStatus.IN_QUEUE, LATE.plus(MINUTE))).isEmpty();
    assertThat(read(again, JobStatus.IN_PROGRESS, LATE.plus(MINUTE)))
        .containsExactly("IN_PROGRESS 1");
    assertThat(read(again, JobStatus.IN_PROGRESS, LATE.plus(MINUTE.multipliedBy(3)))).isEmpty();
  }

  @Test
  void aRetriedJobHasItsWholeTimeInTheQueueAgain() {
    Job job = job(Jobs.terms(MINUTE, NONE, 1));
    end(job, GIVEN_UP, LATE);
    life.retried(job, Optional.empty(), LATE);

    assertThat(Care.due(job, PATIENCE)).contains(LATE.plus(MINUTE));
    assertThat(read(job, JobStatus.IN_QUEUE, LATE.plus(MINUTE))).containsExactly("CANCEL 2 queue");
  }

  @Test
  void aFailureOfTheInfrastructureIsRetriedAndItsResultKeptBack() {
    Job job = job(Jobs.terms(NONE, NONE, 1));

    assertThat(end(job, GIVEN_UP, NOW)).containsExactly("FAILED 1", "RETRY 1 retry");
    assertThat(job.phase()).isEqualTo(Job.Phase.WITHHELD);
    assertThat(words(life.retried(job, Optional.empty(), LATE)))
        .containsExactly("end 0 complete", "IN_QUEUE 2");
  }

  @Test
  void afterSoManyRetriesTheResultIsTold() {
    Job job = job(Jobs.terms(NONE, NONE, 1));
    end(job, GIVEN_UP, NOW);
    life.retried(job, Optional.empty(), NOW);

    assertThat(end(job, GIVEN_UP, LATE))
        .containsExactly("FAILED 2", "end 0 complete", "result FAILED 2");
  }

  @Test
  void aTimeOutThatComesWithoutAWordIsOneOfTheInfrastructure() {
    Job job = job(Jobs.terms(NONE, NONE, 1));

    assertThat(end(job, Jobs.answer(JobStatus.TIMED_OUT), NOW))
        .containsExactly("TIMED_OUT 1", "RETRY 1 retry");
  }

  @Test
  void whatAHandlerDecidedIsNotRetried() {
    for (JobAnswer answer :
        List.of(
            Jobs.error(JobStatus.FAILED, JobError.Kind.HANDLER),
            Jobs.answer(JobStatus.FAILED),
            Jobs.output(JobStatus.TIMED_OUT, "{}"),
            Jobs.answer(JobStatus.CANCELLED),
            Jobs.output(JobStatus.COMPLETED, "1"))) {
      Job job = job(Jobs.terms(NONE, NONE, 3));
      assertThat(end(job, answer, NOW)).last().asString().startsWith("result");
    }
  }

  @Test
  void aJobBehindItsDeadlineIsNotRetried() {
    Job job = job(Jobs.terms(NONE, MINUTE, 3));
    read(job, JobStatus.IN_PROGRESS, NOW);
    read(job, JobStatus.IN_PROGRESS, LATE);

    assertThat(end(job, GIVEN_UP, LATE)).contains("result FAILED 1").doesNotContain("RETRY 1");
  }

  @Test
  void theResultOfARefusedRetryIsToldOnce() {
    Job job = job(Jobs.terms(NONE, NONE, 1));
    end(job, GIVEN_UP, NOW);

    assertThat(words(life.retryInVain(job, LATE)))
        .containsExactly("end 0 complete", "result FAILED 1");
    assertThat(life.retryInVain(job, LATE)).isEmpty();
    assertThat(job.phase()).isEqualTo(Job.Phase.ENDED);
  }

  @Test
  void afterARestartTheResultOfARefusedRetryIsReadAgain() {
    Job job = job(Jobs.terms(NONE, NONE, 1));
    end(job, GIVEN_UP, NOW);
    Job again = restarted(job);

    assertThat(life.retryInVain(again, LATE)).isEmpty();
    assertThat(again.phase()).isEqualTo(Job.Phase.FINISHING);
    assertThat(restarted(again).phase()).isEqualTo(Job.Phase.FINISHING);
    assertThat(words(life.statusRead(again, GIVEN_UP, LATE)))
        .containsExactly("end 0 complete", "result FAILED 1");
  }

  @Test
  void aResultWaitsForItsRetryOnlySoLong() {
    Job job = job(Jobs.terms(NONE, NONE, 1));
    end(job, GIVEN_UP, LATE);

    assertThat(Care.due(job, PATIENCE)).contains(LATE.plus(PATIENCE));
    assertThat(Care.due(restarted(job), PATIENCE)).contains(LATE.plus(PATIENCE));
  }

  @Test
  void runpodForgetsASynchronousJobSoItsResultWaitsLess() {
    Optional<Duration> none = Optional.empty();
    Job job = job(new JobTerms(none, none, none, 1, Optional.empty(), true));
    end(job, GIVEN_UP, LATE);

    assertThat(Care.due(job, PATIENCE)).contains(LATE.plusSeconds(30));
  }

  @Test
  void aRetrySomebodyElseMadeFirstLeavesNoResultBehind() {
    Job job = job(Jobs.terms(NONE, NONE, 1));
    life.statusRead(job, GIVEN_UP, NOW);

    // its stream is not drained yet, so nothing was kept back
    assertThat(words(life.retried(job, Optional.of(GIVEN_UP), LATE)))
        .containsExactly("end 0 incomplete", "result FAILED 1", "IN_QUEUE 2");
  }

  private static Job job(JobTerms terms) {
    return Jobs.job("job-1", 0, Cursor.QUEUED, true, terms);
  }

  /** The job as the next reader knows it. */
  private Job restarted(Job job) {
    life = new JobLife(2_000);
    return Jobs.job("job-1", 0, job.cursor(), true, job.terms());
  }

  private List<String> read(Job job, JobStatus status, Instant now) {
    return words(life.statusRead(job, Jobs.answer(status), now));
  }

  /** Reads a job's end, and its stream to the end. */
  private List<String> end(Job job, JobAnswer answer, Instant now) {
    List<JobEvent> events = new java.util.ArrayList<>(life.statusRead(job, answer, now));
    events.addAll(life.streamRead(job, Jobs.stream(answer.status()), now));
    return words(events);
  }

  private static List<String> words(List<JobEvent> events) {
    return events.stream().map(CareTest::word).toList();
  }

  private static String word(JobEvent event) {
    if (event instanceof StatusChanged changed) {
      return changed.status() + " " + changed.attempt();
    } else if (event instanceof StreamEnded ended) {
      return "end " + ended.chunkCount() + (ended.complete() ? " complete" : " incomplete");
    } else if (event instanceof ResultReady result) {
      return "result " + result.status() + " " + result.attempt();
    } else if (event instanceof CommandIssued issued) {
      String word = issued.reason().split("[: ]", 2)[0];
      return issued.command() + " " + issued.attempt() + " " + word;
    }
    throw new AssertionError(event);
  }
}
