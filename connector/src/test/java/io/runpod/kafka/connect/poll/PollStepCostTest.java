package io.runpod.kafka.connect.poll;

import static org.assertj.core.api.Assertions.assertThat;

import io.runpod.kafka.connect.job.Cursor;
import io.runpod.kafka.connect.job.Job;
import io.runpod.kafka.connect.job.JobLife;
import io.runpod.kafka.connect.job.JobStatus;
import io.runpod.kafka.connect.job.Jobs;
import java.lang.management.ManagementFactory;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PollStepCostTest {
  private static final int ROUNDS = 3;
  private static final int POLLS = 20_000;

  @Test
  void aStepCostsHardlyMoreAmongAHundredThousandJobs() {
    double few = Double.MAX_VALUE;
    double many = Double.MAX_VALUE;
    double most = Double.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      few = Math.min(few, nanosPerPoll(1_000));
      many = Math.min(many, nanosPerPoll(10_000));
      most = Math.min(most, nanosPerPoll(100_000));
    }
    System.out.printf(
        "CPU per poll decided: %.0f ns among 1 000 jobs, %.0f among 10 000, %.0f among 100 000%n",
        few, many, most);

    // a step that looked at every job would cost a hundred times as much
    assertThat(most).isLessThan(20 * few);
  }

  /** Of the least of some rounds: what else the machine does makes them only longer. */
  private static double nanosPerPoll(int jobs) {
    JobLife life = new JobLife(1);
    PollSchedule schedule = LoneSchedule.of(PollSimulationTest.limits(125, 0), 2_000, 0);
    for (int i = 0; i < jobs; i++) {
      Job job = Jobs.job("job-" + i, i, Cursor.QUEUED, false);
      if (i < 50) {
        life.statusRead(job, Jobs.answer(JobStatus.IN_PROGRESS), Jobs.NOW);
      }
      schedule.add(job, 0);
    }
    Deque<Poll> open = new ArrayDeque<>();
    long now = 0;
    int asked = 0;
    long begun = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    while (asked < POLLS) {
      Optional<Poll> poll = schedule.next(now);
      if (poll.isPresent()) {
        asked++;
        open.add(poll.get());
      } else {
        now += Math.max(1, Math.min(50_000_000, schedule.nanosToNext(now)));
      }
      if (open.size() == 10) {
        answerAll(open, schedule, now);
      }
    }
    long took = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - begun;
    return (double) took / POLLS;
  }

  private static void answerAll(Deque<Poll> open, PollSchedule schedule, long now) {
    for (Poll poll = open.poll(); poll != null; poll = open.poll()) {
      schedule.answered(poll.job(), now);
      schedule.unchanged(poll.job(), now);
    }
  }
}
