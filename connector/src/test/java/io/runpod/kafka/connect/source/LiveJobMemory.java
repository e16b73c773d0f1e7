package io.runpod.kafka.connect.source;

import io.runpod.kafka.connect.flow.WorkerLimit;
import io.runpod.kafka.connect.job.EndpointId;
import io.runpod.kafka.connect.job.JobId;
import io.runpod.kafka.connect.job.JobLife;
import io.runpod.kafka.connect.job.JobTerms;
import io.runpod.kafka.connect.job.Jobs;
import io.runpod.kafka.connect.job.RequestRef;
import io.runpod.kafka.connect.ledger.LedgerEntry;
import io.runpod.kafka.connect.ledger.LedgerTail;
import io.runpod.kafka.connect.ledger.Reread;
import io.runpod.kafka.connect.poll.LoneSchedule;
import io.runpod.kafka.connect.poll.PollLimits;
import io.runpod.kafka.connect.poll.PollSchedule;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * Adopts a hundred thousand jobs from a ledger as a source task does, and prints what each costs of
 * the heap. Run in a JVM of its own, whose heap says how much they may cost.
 */
public final class LiveJobMemory {
  static final int JOBS = 100_000;
  private static final int PARTITIONS = 4;

  private LiveJobMemory() {}

  public static void main(String[] args) {
    JobLife life = new JobLife(1);
    List<LedgerPartition> partitions =
        IntStream.range(0, PARTITIONS)
            .mapToObj(
                n ->
                    new LedgerPartition(
                        "ledger",
                        "id",
                        PARTITIONS,
                        n,
                        Set.of(new EndpointId("abcd1234efgh56")),
                        Optional.empty()))
            .toList();
    Adoption adoption =
        new Adoption(partitions, Map.of(new EndpointId("abcd1234efgh56"), true), true, life);
    PollSchedule schedule = LoneSchedule.of(limits(), new WorkerLimit(2_000, 50), 0);
    long before = used();
    for (int i = 0; i < JOBS; i++) {
      LedgerTail.Read read =
          new LedgerTail.Read(i % PARTITIONS, i / PARTITIONS, Optional.of(Reread.of(submitted(i))));
      adoption.read(read, Jobs.NOW).jobs().forEach(job -> schedule.add(job, 0));
    }
    long after = used();
    if (schedule.live() != JOBS || partitions.get(0).jobs().size() != JOBS / PARTITIONS) {
      throw new IllegalStateException("jobs are missing");
    }
    System.out.println((after - before) / JOBS);
  }

  private static LedgerEntry submitted(int number) {
    JobTerms terms =
        new JobTerms(
            Optional.of(Duration.ofHours(24)),
            Optional.empty(),
            Optional.empty(),
            0,
            Optional.empty(),
            false);
    return new LedgerEntry.Submitted(
        new JobId(new UUID(number * 0x9E3779B97F4A7C15L, number) + "-u1"),
        new EndpointId("abcd1234efgh56"),
        "runpod-sink",
        new RequestRef(
            "runpod.jobs",
            number % 8,
            number,
            1_763_900_000_000L,
            Optional.of("customer-" + number)),
        Jobs.NOW,
        Map.of(),
        terms);
  }

  private static PollLimits limits() {
    return new PollLimits(
        100,
        80,
        Duration.ofSeconds(2),
        Duration.ofSeconds(1),
        Duration.ofSeconds(20),
        16,
        Duration.ofMillis(100),
        Duration.ofMillis(500),
        Duration.ofSeconds(60),
        Duration.ofSeconds(5),
        Optional.empty());
  }

  private static long used() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
