package io.runpod.kafka.connect.poll;

import static org.assertj.core.api.Assertions.assertThat;

import io.runpod.kafka.connect.job.Cursor;
import io.runpod.kafka.connect.job.Job;
import io.runpod.kafka.connect.job.JobEvent;
import io.runpod.kafka.connect.job.JobLife;
import io.runpod.kafka.connect.job.JobStatus;
import io.runpod.kafka.connect.job.Jobs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Whatever happens to the jobs and to the questions about them. */
class PollSchedulePropertyTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private static final PollLimits LIMITS =
      new PollLimits(
          5,
          3,
          Duration.ofSeconds(2),
          Duration.ofSeconds(1),
          Duration.ofSeconds(20),
          3,
          Duration.ofMillis(100),
          Duration.ofMillis(500),
          Duration.ofSeconds(10),
          Duration.ofSeconds(5),
          Optional.empty());

  /** The world around one schedule, as one chance. */
  private static final class World {
    final Random random;
    final JobLife life = new JobLife(1);
    final List<Job> jobs = new ArrayList<>();
    final List<Poll> open = new ArrayList<>();
    // in their order: what a seed leads to is the same in every run
    final Set<Job> unpublished = new LinkedHashSet<>();
    final Set<Job> held = new LinkedHashSet<>();
    final Set<Job> nudged = new LinkedHashSet<>();
    final Map<Job, Long> postponed = new HashMap<>();
    final PollSchedule schedule;
    long now;

    World(Random random) {
      this.random = random;
      this.now = random.nextLong() / 4;
      this.schedule = LoneSchedule.of(LIMITS, 200, now);
    }

    void step() {
      switch (random.nextInt(12)) {
        case 0, 1 -> add();
        case 2, 3, 4 -> ask();
        case 5, 6, 7 -> answer();
        case 8 -> publish();
        case 9 -> command();
        case 10 -> now += random.nextLong(SECOND);
        default -> {
          if (random.nextInt(10) == 0) {
            schedule.throttled(now);
          }
        }
      }
    }

    void add() {
      if (jobs.size() < 40) {
        Job job = Jobs.job("job-" + jobs.size(), jobs.size(), Cursor.QUEUED, random.nextBoolean());
        jobs.add(job);
        schedule.add(job, now);
      }
    }

    Optional<Poll> ask() {
      Optional<Poll> next = schedule.next(now);
      next.ifPresent(
          poll -> {
            assertThat(open).extracting(Poll::job).doesNotContain(poll.job());
            assertThat(unpublished).doesNotContain(poll.job());
            assertThat(held).doesNotContain(poll.job());
            assertThat(postponed.getOrDefault(poll.job(), now) - now).isLessThanOrEqualTo(0);
            postponed.remove(poll.job());
            assertThat(poll.job().phase()).isNotEqualTo(Job.Phase.ENDED);
            open.add(poll);
            nudged.remove(poll.job());
            assertThat(open).hasSizeLessThanOrEqualTo(LIMITS.inFlight());
            assertThat(open.stream().filter(p -> p.hold().compareTo(LIMITS.drainHold()) > 0))
                .hasSizeLessThanOrEqualTo(LIMITS.longPolls());
          });
      assertThat(schedule.inFlight()).isEqualTo(open.size());
      return next;
    }

    void answer() {
      if (!open.isEmpty()) {
        answer(open.remove(random.nextInt(open.size())), random.nextInt(10));
      }
    }

    void answer(Poll poll, int luck) {
      Job job = poll.job();
      List<JobEvent> events = luck < 2 ? List.of() : told(poll, luck);
      schedule.answered(job, now);
      if (luck < 2) {
        Duration delay = Duration.ofMillis(random.nextInt(30_000));
        if (luck == 0) {
          schedule.postponed(job, delay, now);
        } else {
          schedule.refused(job, delay, now);
        }
        postponed.put(job, now + delay.toNanos());
      } else if (events.isEmpty()) {
        schedule.unchanged(job, now);
      } else {
        unpublished.add(job);
      }
    }

    private List<JobEvent> told(Poll poll, int luck) {
      Job job = poll.job();
      JobStatus status =
          luck < 5 ? job.cursor().status() : luck < 8 ? JobStatus.IN_PROGRESS : JobStatus.COMPLETED;
      return poll.kind() == Poll.Kind.STREAM
          ? life.streamRead(job, Jobs.stream(status), Jobs.NOW)
          : life.statusRead(job, Jobs.answer(status), Jobs.NOW);
    }

    void publish() {
      unpublished.stream().findAny().ifPresent(this::publish);
    }

    void publish(Job job) {
      unpublished.remove(job);
      schedule.published(job, now);
    }

    void command() {
      if (jobs.isEmpty()) {
        return;
      }
      Job job = jobs.get(random.nextInt(jobs.size()));
      postponed.remove(job);
      switch (random.nextInt(4)) {
        case 0 -> nudge(job);
        case 1 -> schedule.soon(job, now);
        case 2 -> {
          schedule.hold(job, now + 3_600 * SECOND);
          held.add(job);
        }
        default -> {
          schedule.release(job, now);
          held.remove(job);
        }
      }
    }

    private void nudge(Job job) {
      postponed.remove(job);
      schedule.nudge(job, now);
      nudged.add(job);
    }

    void comeToRest() {
      open.forEach(poll -> answer(poll, 3));
      open.clear();
      List.copyOf(unpublished).forEach(this::publish);
      List.copyOf(held).forEach(job -> schedule.release(job, now));
      postponed.keySet().removeAll(held);
      held.clear();
    }
  }

  @Property(tries = 200)
  void asksOneQuestionAtATimeAboutAJobAndForgetsNone(@ForAll Random random) {
    World world = new World(random);
    for (int i = 0; i < 300; i++) {
      world.step();
    }
    world.comeToRest();

    Set<Job> silent = new HashSet<>(world.jobs);
    silent.removeIf(job -> job.phase() == Job.Phase.ENDED);
    assertThat(world.schedule.live()).isEqualTo(silent.size());
    // the longest that was agreed on, a sweep, and a turn of all at a fifth of the budget
    long end = world.now + (30 + 10 + 40) * SECOND;
    while (world.now < end && !silent.isEmpty()) {
      Optional<Poll> poll = world.ask();
      if (poll.isPresent()) {
        silent.remove(poll.get().job());
        world.open.clear();
        world.schedule.answered(poll.get().job(), world.now);
        world.schedule.unchanged(poll.get().job(), world.now);
      } else {
        world.now += SECOND / 50;
      }
    }
    assertThat(silent).isEmpty();
  }

  @Property(tries = 200)
  void leavesNoTraceOfJobsThatHaveEnded(@ForAll Random random) {
    World world = new World(random);
    for (int i = 0; i < 300; i++) {
      world.step();
    }
    world.comeToRest();

    for (Job job : world.jobs) {
      if (job.phase() != Job.Phase.ENDED) {
        world.life.removed(job, Jobs.NOW);
        world.schedule.unpublished(job);
        world.schedule.published(job, world.now);
      }
      world.schedule.nudge(job, world.now);
    }

    assertThat(world.schedule.live()).isZero();
    assertThat(world.schedule.inFlight()).isZero();
    assertThat(world.schedule.next(world.now + 100 * SECOND)).isEmpty();
    assertThat(world.schedule.nanosToNext(world.now)).isEqualTo(Long.MAX_VALUE);
  }

  @Property(tries = 200)
  void asksNudgedJobsBeforeAllOthers(@ForAll Random random) {
    World world = new World(random);
    for (int i = 0; i < 200; i++) {
      world.step();
    }
    world.comeToRest();
    Set<Job> waiting = new HashSet<>(world.jobs.subList(0, Math.min(3, world.jobs.size())));
    waiting.removeIf(job -> job.phase() == Job.Phase.ENDED);

    waiting.forEach(world::nudge);

    while (!waiting.isEmpty()) {
      Set<Job> nudged = Set.copyOf(world.nudged);
      Optional<Poll> poll = world.ask();
      poll.ifPresent(asked -> assertThat(nudged).contains(asked.job()));
      poll.ifPresent(asked -> waiting.remove(asked.job()));
      world.open.forEach(asked -> world.answer(asked, 3));
      world.open.clear();
      world.now += SECOND / 10;
    }
  }

  @Property(tries = 200)
  void tellsWhenItHasSomethingToAskAgain(@ForAll Random random) {
    World world = new World(random);
    for (int i = 0; i < 200; i++) {
      world.step();
      long wait = world.schedule.nanosToNext(world.now);
      if (wait > 0 && wait < Long.MAX_VALUE) {
        assertThat(world.schedule.next(world.now + Math.max(0, wait - 1_000))).isEmpty();
      }
    }
  }
}
