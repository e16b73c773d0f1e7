package io.runpod.kafka.connect.job;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Jobs by the time they are due; one time for each job, at most. Owned by one thread. */
public final class Deadlines {
  private final Map<Job, Due> byJob = new HashMap<>();
  private final TreeSet<Due> byTime =
      new TreeSet<>(Comparator.comparing(Due::at).thenComparingLong(Due::number));
  private long numbers;

  private record Due(Instant at, long number, Job job) {}

  /** Sets the job's time, in place of the one it had. */
  public void set(Job job, Instant at) {
    clear(job);
    Due due = new Due(at, numbers++, job);
    byJob.put(job, due);
    byTime.add(due);
  }

  public void clear(Job job) {
    Due before = byJob.remove(job);
    if (before != null) {
      byTime.remove(before);
    }
  }

  /** Takes out the jobs whose time has come, the earliest first, but not more than so many. */
  public List<Job> take(Instant now, int most) {
    List<Job> due = new ArrayList<>();
    while (due.size() < most && !byTime.isEmpty() && !now.isBefore(byTime.first().at())) {
      Job job = byTime.first().job();
      clear(job);
      due.add(job);
    }
    return due;
  }

  public int size() {
    return byJob.size();
  }
}
