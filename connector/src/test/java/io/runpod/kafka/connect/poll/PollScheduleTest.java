package io.runpod.kafka.connect.poll;

import static io.runpod.kafka.connect.job.Jobs.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.runpod.kafka.connect.flow.WorkerLimit;
import io.runpod.kafka.connect.job.Cursor;
import io.runpod.kafka.connect.job.Job;
import io.runpod.kafka.connect.job.JobLife;
import io.runpod.kafka.connect.job.JobStatus;
import io.runpod.kafka.connect.job.JobTerms;
import io.runpod.kafka.connect.job.Jobs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PollScheduleTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private static final PollLimits LIMITS = limits(Optional.empty());

  private static PollLimits limits(Optional<Duration> announcedInterval) {
    return new PollLimits(
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
        announcedInterval);
  }

  private final JobLife life = new JobLife(1);
  private long now = -5 * SECOND; // a monotonic clock may begin below zero
  private final PollSchedule schedule = LoneSchedule.of(LIMITS, 10_000, now);

  @Test
  void watchesTheHeadOfTheQueueAndLeavesTheRestAlone() {
    List<Job> queue = add(100);

    Set<Job> asked = new HashSet<>();
    long end = now + 30 * SECOND;
    for (; now < end; now += SECOND / 20) {
      asked.addAll(answerEverything());
    }

    assertThat(asked).containsExactlyInAnyOrderElementsOf(queue.subList(0, 4));
  }

  @Test
  void asksNothingWhileRunpodWantsToBeLeftAlone() {
    add(10);
    now += SECOND;

    schedule.quiet(now + 10 * SECOND);

    assertThat(schedule.nanosToNext(now)).isEqualTo(10 * SECOND);
    now += 10 * SECOND - 1;
    assertThat(schedule.next(now)).isEmpty();
    assertThat(schedule.tryTakeSpare(now)).isFalse();
    now += 1;
    assertThat(schedule.next(now)).isPresent();
  }

  @Test
  void sweepsEveryQueuedJobNowAndThen() {
    List<Job> queue = add(100);

    Set<Job> asked = new HashSet<>();
    long end = now + 70 * SECOND;
    for (; now < end; now += SECOND / 20) {
      asked.addAll(answerEverything());
    }

    assertThat(asked).containsAll(queue);
  }

  @Test
  void refusalsThatAreOverSoonPutNoJobOffForLong() {
    PollSchedule slow = LoneSchedule.of(LIMITS, 200, now);
    for (int i = 0; i < 10; i++, now += SECOND) {
      slow.throttled(now);
    }
    List<Job> queue = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      queue.add(Jobs.job("q" + i, i, Cursor.QUEUED, false));
      slow.add(queue.get(i), now);
    }

    Set<Job> asked = new HashSet<>();
    // a sweep takes 60 s, and the rate 20 s to recover
    for (long end = now + 80 * SECOND; now < end; now += SECOND / 50) {
      slow.next(now)
          .ifPresent(
              poll -> {
                asked.add(poll.job());
                slow.answered(poll.job(), now);
                slow.unchanged(poll.job(), now);
              });
    }
    assertThat(asked).containsAll(queue);
  }

  @Test
  void theSweepOfALongQueueDelaysNothingElse() {
    add(20_000);
    Job running = running("run", 20_000, false);
    schedule.add(running, now);
    long silence = 0;
    long lastAsked = now;
    long end = now + 130 * SECOND;
    for (; now < end; now += SECOND / 50) {
      if (answerEverything().contains(running)) {
        lastAsked = now;
      }
      silence = Math.max(silence, now - lastAsked);
    }
    assertThat(silence).isLessThan(2 * SECOND);
  }

  @Test
  void asksTheNextInLineAtOnceWhenTheHeadHasMoved() {
    List<Job> queue = add(10);
    now += SECOND / 10;
    Poll first = schedule.next(now).orElseThrow();
    assertThat(first.job()).isSameAs(queue.get(0));

    life.statusRead(first.job(), Jobs.answer(JobStatus.IN_PROGRESS), NOW);
    schedule.answered(first.job(), now);

    List<Job> next = new ArrayList<>();
    for (Optional<Poll> poll = schedule.next(now); poll.isPresent(); poll = schedule.next(now)) {
      next.add(poll.get().job());
    }
    assertThat(next).contains(queue.get(1));
  }

  @Test
  void wantsTheWorkersCountedWhenQuestionsWaitForALimitThatGrowsWithThem() {
    PollSchedule grows = LoneSchedule.of(LIMITS, new WorkerLimit(100, 50), now);
    PollSchedule fixed = LoneSchedule.of(LIMITS, new WorkerLimit(100, 0), now);
    for (int i = 0; i < 6; i++) {
      grows.add(running("g" + i, i, false), now);
      fixed.add(running("f" + i, i, false), now);
    }
    assertThat(grows.wantsWorkers(now)).isFalse();

    assertThat(grows.next(now)).isPresent();
    assertThat(grows.next(now)).isEmpty();
    assertThat(fixed.next(now)).isPresent();
    assertThat(fixed.next(now)).isEmpty();

    assertThat(grows.wantsWorkers(now)).isTrue();
    assertThat(fixed.wantsWorkers(now)).isFalse();

    grows.workers(6, now);
    assertThat(grows.wantsWorkers(now)).isFalse();
  }

  @Test
  void aPostponedJobKeepsItsTimeWhileTheQueueMovesAroundIt() {
    List<Job> queue = add(40);
    Job missing = queue.get(1);
    List<Double> asked = new ArrayList<>();
    long start = now;
    for (long end = now + 21 * SECOND; now < end; now += SECOND / 50) {
      for (Optional<Poll> poll = schedule.next(now); poll.isPresent(); poll = schedule.next(now)) {
        Job job = poll.get().job();
        if (job == missing) {
          asked.add((double) (now - start) / SECOND);
          schedule.answered(job, now);
          schedule.postponed(job, Duration.ofSeconds(10), now);
        } else {
          life.statusRead(job, Jobs.answer(JobStatus.IN_PROGRESS), NOW);
          schedule.answered(job, now);
          schedule.published(job, now);
        }
      }
    }

    assertThat(asked).hasSizeBetween(2, 3);
    assertThat(asked.get(1) - asked.get(0)).isGreaterThanOrEqualTo(10);
  }

  @Test
  void aPostponedJobKeepsItsTimeWhenItMovesUpIntoTheFrontier() {
    List<Job> queue = add(6);
    Job deep = queue.get(5);
    schedule.nudge(deep, now);
    assertThat(next().job()).isSameAs(deep);
    schedule.answered(deep, now);
    schedule.postponed(deep, Duration.ofSeconds(10), now);
    queue.subList(0, 3).forEach(job -> life.statusRead(job, Jobs.answer(JobStatus.COMPLETED), NOW));
    now += SECOND / 10;

    Set<Job> asked = new HashSet<>();
    for (long end = now + 9 * SECOND; now < end; now += SECOND / 20) {
      asked.addAll(answerEverything());
    }

    assertThat(asked).contains(queue.get(4)).doesNotContain(deep);
    now += SECOND;
    assertThat(answerEverything()).contains(deep);
  }

  @Test
  void nobodyWaitsInTheQueueBehindJobsThatRunpodDoesNotKnow() {
    List<Job> queue = add(200);
    List<Job> missing = queue.subList(0, 150);
    Set<Job> asked = new HashSet<>();
    for (long end = now + 3 * SECOND; now < end; now += SECOND / 50) {
      for (Optional<Poll> poll = schedule.next(now); poll.isPresent(); poll = schedule.next(now)) {
        Job job = poll.get().job();
        asked.add(job);
        schedule.answered(job, now);
        if (missing.contains(job)) {
          schedule.missing(job, Duration.ofSeconds(10), now);
        } else {
          schedule.unchanged(job, now);
        }
      }
    }
    assertThat(asked).containsExactlyInAnyOrderElementsOf(queue.subList(0, 154));
    assertThat(schedule.queued()).isEqualTo(50);
  }

  @Test
  void aJobThatIsKnownAgainHasItsOldPlaceInTheQueue() {
    List<Job> queue = add(10);
    now += SECOND / 10;
    Job first = schedule.next(now).orElseThrow().job();
    schedule.answered(first, now);
    schedule.missing(first, Duration.ofSeconds(10), now);
    assertThat(schedule.firstQueued()).contains(queue.get(1));

    now += 11 * SECOND;
    while (!schedule.next(now).orElseThrow().job().equals(first)) {
      // those that are due before it
    }
    schedule.answered(first, now);
    schedule.unchanged(first, now);

    assertThat(schedule.firstQueued()).contains(first);
    assertThat(schedule.queued()).isEqualTo(10);
  }

  @Test
  void aJobThatIsOvertakenGivesUpItsPlaceInTheFrontier() {
    List<Job> queue = add(40);
    List<Job> overtaken = List.of(queue.get(0), queue.get(2), queue.get(4), queue.get(6));

    Set<Job> asked = new HashSet<>();
    for (long end = now + 5 * SECOND; now < end; now += SECOND / 50) {
      for (Optional<Poll> poll = schedule.next(now); poll.isPresent(); poll = schedule.next(now)) {
        Job job = poll.get().job();
        asked.add(job);
        boolean starts = !overtaken.contains(job);
        if (starts) {
          life.statusRead(job, Jobs.answer(JobStatus.COMPLETED), NOW);
        }
        schedule.answered(job, now);
        schedule.published(job, now);
        if (!starts) {
          schedule.unchanged(job, now);
        }
      }
    }

    assertThat(asked).containsAll(queue);
    assertThat(schedule.firstQueued()).contains(queue.get(0));
    assertThat(schedule.queued()).isEqualTo(4);
  }

  @Test
  void aJobThatMayHaveBeenPurgedLeavesTheFrontierToTheOthers() {
    List<Job> queue = add(40);
    queue.subList(0, 30).forEach(job -> schedule.soon(job, now));
    assertThat(schedule.firstQueued()).contains(queue.get(30));

    Set<Job> asked = new HashSet<>();
    for (long end = now + SECOND; now < end; now += SECOND / 50) {
      asked.addAll(answerEverything());
    }

    // they were asked about all the same, and have their place again: RunPod still has them
    assertThat(asked).containsAll(queue.subList(0, 34));
    assertThat(schedule.firstQueued()).contains(queue.get(0));
  }

  @Test
  void aPostponedJobIsAskedAboutAtOnceWhenItIsNudged() {
    Job job = Jobs.queued("job", 0);
    schedule.add(job, now);
    schedule.nudge(job, now);
    next();
    schedule.answered(job, now);
    schedule.postponed(job, Duration.ofSeconds(10), now);

    schedule.nudge(job, now);

    assertThat(next().job()).isSameAs(job);
  }

  @Test
  void longPollsTheStreamOfARunningJobAndItsStatusNowAndThen() {
    Job job = running("run", 0, true);
    schedule.add(job, now);

    assertThat(next().kind()).isEqualTo(Poll.Kind.STATUS);
    published(job);
    Poll read = next();
    assertThat(read.kind()).isEqualTo(Poll.Kind.STREAM);
    assertThat(read.hold()).isEqualTo(Duration.ofSeconds(2));
    published(job);
    now += 6 * SECOND;
    assertThat(next().kind()).isEqualTo(Poll.Kind.STATUS);
  }

  @Test
  void longPollsTheStatusOfARunningJobWithoutStream() {
    schedule.add(running("run", 0, false), now);

    assertThat(next().kind()).isEqualTo(Poll.Kind.STATUS_SYNC);
  }

  @Test
  void triesStatusSyncAgainSomeTimeAfterItWasNotToBeHad() {
    Job job = running("run", 0, false);
    schedule.add(job, now);
    next();
    schedule.withoutStatusSync(now);
    published(job);
    now += 60 * SECOND;
    assertThat(next().kind()).isEqualTo(Poll.Kind.STATUS);

    published(job);
    now += 600 * SECOND;
    assertThat(next().kind()).isEqualTo(Poll.Kind.STATUS_SYNC);
  }

  @Test
  void asksNothingMoreAboutAJobUntilWhatWasLearntIsPublished() {
    Job job = running("run", 0, true);
    schedule.add(job, now);
    next();
    schedule.answered(job, now);
    schedule.nudge(job, now);
    now += 100 * SECOND;

    assertThat(schedule.next(now)).isEmpty();
    schedule.published(job, now);
    assertThat(schedule.next(now)).isPresent();
  }

  @Test
  void doesNotSpinWhenRunpodDoesNotHoldALongPoll() {
    Job job = running("run", 0, false);
    schedule.add(job, now);
    int asked = 0;
    long end = now + 10 * SECOND;
    for (; now < end; now += SECOND / 100) {
      Optional<Poll> poll = schedule.next(now);
      if (poll.isPresent()) {
        asked++;
        schedule.answered(job, now);
        schedule.unchanged(job, now);
      }
    }
    assertThat(asked).isBetween(18, 22);
  }

  @Test
  void asksANudgedJobBeforeAllOthers() {
    List<Job> queue = add(50);
    Job deep = queue.get(49);
    now += SECOND;

    schedule.nudge(deep, now);

    assertThat(next().job()).isSameAs(deep);
  }

  @Test
  void keepsToItsBudgetAndItsConcurrency() {
    PollSchedule tight = LoneSchedule.of(LIMITS, 100, now);
    for (int i = 0; i < 30; i++) {
      tight.add(running("job-" + i, i, false), now);
    }
    int asked = 0;
    long end = now + 3 * SECOND;
    for (; now < end; now += SECOND / 100) {
      if (tight.next(now).isPresent()) {
        asked++;
      }
    }
    // 10 a second, but nothing is answered, so the concurrency ends it
    assertThat(asked).isEqualTo(LIMITS.inFlight());
  }

  @Test
  void asksNothingAboutAJobWhileItIsRetried() {
    Job job = Jobs.queued("job", 0);
    schedule.add(job, now);
    schedule.hold(job, now + 60 * SECOND);

    assertThat(schedule.next(now + 59 * SECOND)).isEmpty();
    schedule.release(job, now + 59 * SECOND);
    assertThat(schedule.next(now + 60 * SECOND)).isPresent();
  }

  @Test
  void asksAgainIfARetryIsNeverHeardOfAgain() {
    Job job = Jobs.queued("job", 0);
    schedule.add(job, now);
    schedule.hold(job, now + 60 * SECOND);

    assertThat(schedule.next(now + 60 * SECOND)).isPresent();
  }

  @Test
  void forgetsAJobThatHasEnded() {
    Job job = running("run", 0, false);
    schedule.add(job, now);
    next();
    life.statusRead(job, Jobs.output(JobStatus.COMPLETED, "1"), NOW);
    schedule.answered(job, now);
    schedule.published(job, now);
    schedule.nudge(job, now);

    assertThat(schedule.live()).isZero();
    assertThat(schedule.next(now + 100 * SECOND)).isEmpty();
  }

  @Test
  void asksPatientlyAboutAJobWhoseEndIsAnnounced() {
    Job running = running("run", 0, false);
    Job queued = Jobs.job("queued", 1, Cursor.QUEUED, false);
    PollSchedule patient = announced();
    patient.add(running, now);
    patient.add(queued, now);

    assertThat(patient.next(now + 30 * SECOND - 1)).isEmpty();
    List<Poll> asked = List.of(next(patient, 30), next(patient, 30));
    assertThat(asked).extracting(Poll::job).containsExactlyInAnyOrder(running, queued);
    assertThat(asked).extracting(Poll::kind).containsOnly(Poll.Kind.STATUS);
    patient.answered(running, now + 31 * SECOND);
    patient.unchanged(running, now + 31 * SECOND);
    assertThat(patient.next(now + 60 * SECOND - 1)).isEmpty();
    assertThat(next(patient, 60).job()).isSameAs(running);
  }

  @Test
  void asksAtOnceWhenTheEndIsAnnounced() {
    Job job = running("run", 0, false);
    PollSchedule patient = announced();
    patient.add(job, now);
    patient.nudge(job, now + SECOND);

    Poll poll = next(patient, 1);
    assertThat(poll.kind()).isEqualTo(Poll.Kind.STATUS);
    life.statusRead(job, Jobs.output(JobStatus.COMPLETED, "1"), NOW);
    patient.answered(job, now + SECOND);
    patient.published(job, now + SECOND);
    assertThat(patient.live()).isZero();
  }

  @Test
  void readsAStreamAsEverThoughItsEndIsAnnounced() {
    PollSchedule patient = announced();
    patient.add(running("run", 0, true), now);

    assertThat(patient.next(now)).isPresent();
  }

  @Test
  void doesNotLetAResultGoThatLastsAMinuteOnly() {
    JobTerms sync =
        new JobTerms(
            Optional.empty(), Optional.empty(), Optional.empty(), 0, Optional.empty(), true);
    PollSchedule patient = announced();
    patient.add(Jobs.job("sync", 0, Cursor.QUEUED, false, sync), now);

    assertThat(patient.next(now + SECOND)).isPresent();
  }

  @Test
  void tellsWhenToLookAgain() {
    schedule.add(Jobs.queued("job", 0), now);

    long wait = schedule.nanosToNext(now);

    assertThat(schedule.next(now + wait - 1)).isEmpty();
    assertThat(schedule.next(now + wait)).isPresent();
  }

  private List<Job> add(int count) {
    List<Job> queue = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Job job = Jobs.queued("job-" + i, i);
      queue.add(job);
      schedule.add(job, now);
    }
    return queue;
  }

  private Set<Job> answerEverything() {
    Set<Job> asked = new HashSet<>();
    for (Optional<Poll> poll = schedule.next(now); poll.isPresent(); poll = schedule.next(now)) {
      asked.add(poll.get().job());
      schedule.answered(poll.get().job(), now);
      schedule.unchanged(poll.get().job(), now);
    }
    return asked;
  }

  private PollSchedule announced() {
    return LoneSchedule.of(limits(Optional.of(Duration.ofSeconds(30))), 10_000, now);
  }

  private Poll next(PollSchedule patient, int seconds) {
    return patient.next(now + seconds * SECOND).orElseThrow();
  }

  private Poll next() {
    return schedule.next(now).orElseThrow();
  }

  private void published(Job job) {
    schedule.answered(job, now);
    schedule.published(job, now);
  }

  private static Job running(String id, long offset, boolean streamed) {
    Cursor cursor =
        new Cursor(JobStatus.IN_PROGRESS, 1, 1, Cursor.NO_RETRIES, 0, 0, false, false, true, false);
    return Jobs.job(id, offset, cursor, streamed);
  }
}
