package io.runpod.kafka.connect.job;

import static io.runpod.kafka.connect.job.Jobs.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.runpod.kafka.connect.job.JobEvent.CommandIssued;
import io.runpod.kafka.connect.job.JobEvent.CommandIssued.Command;
import io.runpod.kafka.connect.job.JobEvent.ResultReady;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Whatever happens to a job, in whatever order, and however often its reader is replaced. */
class CarePropertyTest {
  private static final JobAnswer GIVEN_UP =
      Jobs.error(JobStatus.FAILED, JobError.Kind.INFRASTRUCTURE);

  /** What can happen. */
  enum Step {
    SEEN_QUEUED,
    SEEN_RUNNING,
    SEEN_GIVEN_UP,
    SEEN_FAILED,
    SEEN_COMPLETED,
    STREAM_EMPTY,
    RETRIED,
    RETRY_REFUSED,
    TIME_PASSES,
    READER_REPLACED
  }

  private JobLife life;
  private Job job;
  private Instant now;
  private final List<JobEvent> told = new ArrayList<>();

  @Property(tries = 3_000)
  void asksForNoMoreThanTheTermsAllowAndTellsEachResultOnce(
      @ForAll("steps") List<Step> steps,
      @ForAll @IntRange(max = 3) int autoRetries,
      @ForAll boolean streamed) {
    begin(streamed, Jobs.terms(Duration.ofSeconds(50), Duration.ofSeconds(50), autoRetries));
    steps.forEach(this::take);

    int attempts = job.cursor().attempt();
    for (int attempt = 1; attempt <= attempts; attempt++) {
      int number = attempt;
      assertThat(count(e -> isCommand(e, Command.CANCEL, number))).isLessThanOrEqualTo(1);
      assertThat(count(e -> isCommand(e, Command.RETRY, number))).isLessThanOrEqualTo(1);
      assertThat(count(e -> isResult(e, number))).isLessThanOrEqualTo(1);
      if (attempt > autoRetries) {
        assertThat(count(e -> isCommand(e, Command.RETRY, number))).isZero();
      }
    }
  }

  private void begin(boolean streamed, JobTerms terms) {
    life = new JobLife(1);
    job = Jobs.job("job-1", 0, Cursor.QUEUED, streamed, terms);
    now = NOW;
    told.clear();
  }

  private void take(Step step) {
    now = now.plusSeconds(7);
    switch (step) {
      case SEEN_QUEUED -> seen(Jobs.answer(JobStatus.IN_QUEUE));
      case SEEN_RUNNING -> seen(Jobs.answer(JobStatus.IN_PROGRESS));
      case SEEN_GIVEN_UP -> seen(GIVEN_UP);
      case SEEN_FAILED -> seen(Jobs.error(JobStatus.FAILED, JobError.Kind.HANDLER));
      case SEEN_COMPLETED -> seen(Jobs.output(JobStatus.COMPLETED, "1"));
      case STREAM_EMPTY -> {
        if (job.phase() == Job.Phase.DRAINING) {
          told.addAll(life.streamRead(job, Jobs.stream(job.cursor().status()), now));
        }
      }
      case RETRIED -> {
        if (job.cursor().status().terminal()) {
          told.addAll(life.retried(job, Optional.of(GIVEN_UP), now));
        }
      }
      case RETRY_REFUSED -> told.addAll(life.retryInVain(job, now));
      case TIME_PASSES -> now = now.plusSeconds(60);
      case READER_REPLACED -> {
        life = new JobLife(now.toEpochMilli());
        job = Jobs.job("job-1", 0, job.cursor(), job.streamed(), job.terms());
      }
    }
  }

  private void seen(JobAnswer answer) {
    if (!job.phase().quiet()) {
      told.addAll(life.statusRead(job, answer, now));
    }
  }

  @Property(tries = 500)
  void aResultThatWasKeptBackIsToldOnceTheRetryIsKnownNotToCome(
      @ForAll boolean streamed, @ForAll boolean replacedBefore, @ForAll boolean replacedAfter) {
    begin(streamed, Jobs.terms(Duration.ZERO, Duration.ZERO, 1));
    List<Step> steps = new ArrayList<>(List.of(Step.SEEN_GIVEN_UP, Step.STREAM_EMPTY));
    if (replacedBefore) {
      steps.add(Step.READER_REPLACED);
    }
    steps.add(Step.RETRY_REFUSED);
    if (replacedAfter) {
      steps.add(Step.READER_REPLACED);
    }
    steps.addAll(List.of(Step.SEEN_GIVEN_UP, Step.RETRY_REFUSED, Step.SEEN_GIVEN_UP));
    steps.forEach(this::take);

    assertThat(count(e -> isCommand(e, Command.RETRY, 1))).isEqualTo(1);
    assertThat(count(e -> isResult(e, 1))).isEqualTo(1);
  }

  private long count(Predicate<JobEvent> which) {
    return told.stream().filter(which).count();
  }

  private static boolean isCommand(JobEvent event, Command command, int attempt) {
    return event instanceof CommandIssued issued
        && issued.command() == command
        && issued.attempt() == attempt;
  }

  private static boolean isResult(JobEvent event, int attempt) {
    return event instanceof ResultReady result && result.attempt() == attempt;
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    return Arbitraries.of(Step.class).list().ofMinSize(1).ofMaxSize(40);
  }
}
