package io.runpod.kafka.connect.poll;

import static io.runpod.kafka.connect.job.Jobs.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.runpod.kafka.connect.job.Cursor;
import io.runpod.kafka.connect.job.Job;
import io.runpod.kafka.connect.job.JobLife;
import io.runpod.kafka.connect.job.JobStatus;
import io.runpod.kafka.connect.job.Jobs;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** RunPod forgets the result of a synchronous job after a minute: it is never left to the sweep. */
class SyncJobScheduleTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private static final PollLimits LIMITS =
      new PollLimits(
          10,
          8,
          Duration.ofSeconds(2),
          Duration.ofSeconds(1),
          Duration.ofSeconds(20),
          4,
          Duration.ofMillis(100),
          Duration.ofMillis(500),
          Duration.ofSeconds(60),
          Duration.ofSeconds(5),
          Optional.empty());

  private final JobLife life = new JobLife(1);
  private long now = -5 * SECOND;
  private PollSchedule schedule = LoneSchedule.of(LIMITS, 2_000, now);

  /** When each job was asked about last, and the longest silence about any. */
  private final Map<Job, Long> asked = new HashMap<>();

  private long longestSilence;

  @Test
  void aSynchronousJobDeepInTheQueueIsWatchedLikeTheFrontier() {
    for (int i = 0; i < 100; i++) {
      schedule.add(Jobs.queued("job-" + i, i), now);
    }
    Job sync = watch(Jobs.sync("sync", 100, Cursor.QUEUED, true));

    answerEverythingFor(30);

    assertThat(longestSilence).isLessThan(SECOND);
    assertThat(asked).containsKey(sync);
  }

  @Test
  void manySynchronousJobsAreAllAskedAboutInTimeAndKeepNobodyElseFromBeing() {
    for (int i = 0; i < 1_500; i++) {
      watch(Jobs.sync("sync-" + i, i, Cursor.QUEUED, true));
    }
    Job running = Jobs.job("run", 9_999, running(), false);
    schedule.add(running, now);

    answerEverythingFor(60);

    assertThat(longestSilence).isLessThan(20 * SECOND);
    assertThat(now - asked.get(running)).isLessThan(SECOND);
  }

  @Test
  void manySynchronousJobsLeaveTheOthersTheirPartOfARateThatIsCutAgainAndAgain() {
    for (int i = 0; i < 10; i++) {
      schedule.add(Jobs.queued("job-" + i, i), now);
    }
    for (int i = 0; i < 300; i++) {
      watch(Jobs.sync("sync-" + i, 10 + i, Cursor.QUEUED, true));
    }
    Job running = watch(Jobs.job("run", 9_999, running(), false));

    long silence = 0;
    for (int i = 0; i < 60; i++) {
      schedule.throttled(now);
      answerEverythingFor(2);
      silence = Math.max(silence, now - asked.get(running));
    }
    assertThat(silence).isLessThan(10 * SECOND);
    assertThat(longestSilence).isLessThan(40 * SECOND);
  }

  @Test
  void aRunningSynchronousJobHasItsTurnInTimeHoweverManyRun() {
    // 100 a second for 5000 that run: 50 s each
    schedule = LoneSchedule.of(LIMITS, 1_000, now);
    for (int i = 0; i < 5_000; i++) {
      schedule.add(Jobs.job("run-" + i, i, running(), false), now);
    }
    answerEverythingFor(60);
    watch(Jobs.sync("sync", 9_999, running(), false));

    answerEverythingFor(60);

    assertThat(longestSilence).isLessThan(15 * SECOND);
  }

  @Test
  void aSynchronousJobThatIsOverGoesBeforeAllThatAreMerelyDue() {
    for (int i = 0; i < 50; i++) {
      schedule.add(Jobs.job("run-" + i, i, running(), false), now);
    }
    now += 60 * SECOND;
    Cursor over = new Cursor(JobStatus.COMPLETED, 1, 1, -1, 0, 0, false, false, true, false);
    Job sync = Jobs.sync("sync", 99, over, true);

    schedule.add(sync, now);

    assertThat(schedule.next(now))
        .hasValueSatisfying(poll -> assertThat(poll.job()).isSameAs(sync));
  }

  @Test
  void aResultThatIsNotInTheLedgerIsAskedForAtOnceThoughItsJobSeemsQueued() {
    for (int i = 0; i < 50; i++) {
      schedule.add(Jobs.sync("sync-" + i, i, Cursor.QUEUED, true), now);
    }
    now += 60 * SECOND;
    Job late = Jobs.sync("late", 99, Cursor.QUEUED, true);

    schedule.add(late, now);
    schedule.nudge(late, now);

    assertThat(schedule.next(now))
        .hasValueSatisfying(
            poll -> {
              assertThat(poll.job()).isSameAs(late);
              assertThat(poll.kind()).isEqualTo(Poll.Kind.STATUS);
            });
  }

  @Test
  void aSynchronousJobIsForgottenWhenItIsOverLikeAnyOther() {
    Job sync = Jobs.sync("sync", 0, Cursor.QUEUED, false);
    schedule.add(sync, now);
    now += SECOND;
    schedule.next(now);
    life.statusRead(sync, Jobs.output(JobStatus.COMPLETED, "1"), NOW);
    schedule.answered(sync, now);
    schedule.published(sync, now);

    assertThat(schedule.live()).isZero();
  }

  private Job watch(Job job) {
    schedule.add(job, now);
    asked.put(job, now);
    return job;
  }

  private void answerEverythingFor(int seconds) {
    long end = now + seconds * SECOND;
    for (; now < end; now += SECOND / 50) {
      for (Optional<Poll> poll = schedule.next(now); poll.isPresent(); poll = schedule.next(now)) {
        Job job = poll.get().job();
        Long before = asked.put(job, now);
        if (before != null && job.terms().sync()) {
          longestSilence = Math.max(longestSilence, now - before);
        }
        schedule.answered(job, now);
        schedule.unchanged(job, now);
      }
    }
    asked.forEach(
        (job, at) ->
            longestSilence =
                job.terms().sync() ? Math.max(longestSilence, now - at) : longestSilence);
  }

  private static Cursor running() {
    return new Cursor(
        JobStatus.IN_PROGRESS, 1, 1, Cursor.NO_RETRIES, 0, 0, false, false, true, false);
  }
}
