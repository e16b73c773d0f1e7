package io.runpod.kafka.connect.source;

import static io.runpod.kafka.connect.job.Jobs.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.runpod.kafka.connect.job.CareTaken;
import io.runpod.kafka.connect.job.Cursor;
import io.runpod.kafka.connect.job.EndpointId;
import io.runpod.kafka.connect.job.Job;
import io.runpod.kafka.connect.job.JobEvent;
import io.runpod.kafka.connect.job.JobId;
import io.runpod.kafka.connect.job.JobLife;
import io.runpod.kafka.connect.job.JobStatus;
import io.runpod.kafka.connect.job.JobTerms;
import io.runpod.kafka.connect.job.RequestRef;
import io.runpod.kafka.connect.ledger.CommandEntry;
import io.runpod.kafka.connect.ledger.LedgerEntry;
import io.runpod.kafka.connect.ledger.LedgerTail.Read;
import io.runpod.kafka.connect.ledger.LedgerTail.Span;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.LongStream;

/** A ledger of one partition, to be replayed by a reader. */
final class ReplayedLedger {
  static final EndpointId ENDPOINT = new EndpointId("ep1");
  static final EndpointId OTHER = new EndpointId("ep2");
  static final Instant LATER = NOW.plusSeconds(60);

  boolean exactlyOnce = true;
  Map<EndpointId, Boolean> streamed = Map.of(ENDPOINT, true);
  private final List<LedgerEntry> entries = new ArrayList<>();
  private final JobLife life = new JobLife(99);

  void add(LedgerEntry entry) {
    entries.add(entry);
  }

  record Replayed(
      List<JobEvent> events,
      List<Job> alive,
      List<CommandEntry.Purged> purges,
      List<Effect> effects,
      JobLife life,
      LedgerPartition partition) {
    List<Long> openAt() {
      List<Long> offsets = new ArrayList<>();
      partition
          .live()
          .open()
          .offsets()
          .runs()
          .forEach((start, end) -> LongStream.range(start, end).forEach(offsets::add));
      return offsets;
    }

    Job job(String id) {
      return alive.stream().filter(j -> j.id().value().equals(id)).findFirst().orElseThrow();
    }
  }

  Replayed replay(Optional<Snapshot> stored) {
    return replay(stored, follower(stored).remembered().replayFrom());
  }

  Replayed replay(Optional<Snapshot> stored, long from) {
    LedgerPartition partition = follower(stored);
    Adoption adoption = adoption(partition);
    adoption.began(Map.of(0, new Span(from, entries.size())));
    List<JobEvent> events = new ArrayList<>();
    List<CommandEntry.Purged> purges = new ArrayList<>();
    List<Effect> effects = new ArrayList<>();
    for (int offset = (int) from; offset < entries.size(); offset++) {
      Effect effect = adoption.read(new Read(0, offset, Optional.of(entries.get(offset))), NOW);
      events.addAll(effect.events());
      effects.add(effect);
      effect.purged().ifPresent(purges::add);
    }
    assertThat(adoption.replayed()).isTrue();
    return new Replayed(events, adoption.finish(), purges, effects, life, partition);
  }

  static LedgerPartition partition(Optional<Snapshot> stored) {
    return new LedgerPartition("runpod.ledger", "id", 1, 0, Set.of(ENDPOINT), stored);
  }

  private LedgerPartition follower(Optional<Snapshot> stored) {
    return new LedgerPartition("runpod.ledger", "id", 1, 0, streamed.keySet(), stored);
  }

  Adoption adoption(LedgerPartition partition) {
    return new Adoption(List.of(partition), streamed, exactlyOnce, life);
  }

  static Snapshot snapshot(long next, NavigableMap<Long, Cursor> open, long epoch) {
    return new Snapshot(next, OpenJobs.of(open), "id", 1, epoch);
  }

  static NavigableMap<Long, Cursor> open(Cursor first) {
    return new TreeMap<>(Map.of(0L, first));
  }

  static NavigableMap<Long, Cursor> both(Cursor first) {
    return new TreeMap<>(Map.of(0L, first, 1L, Cursor.QUEUED));
  }

  static LedgerEntry.Carried carried(String id, long from) {
    return new LedgerEntry.Carried(submitted(id), from, NOW);
  }

  static Cursor running(long chunks) {
    return new Cursor(
        JobStatus.IN_PROGRESS, 1, 1, Cursor.NO_RETRIES, 0, chunks, false, false, true, false);
  }

  static Cursor failed() {
    return new Cursor(JobStatus.FAILED, 2, 1, Cursor.NO_RETRIES, 0, 5, false, false, true, true);
  }

  static Cursor withheld() {
    return new Cursor(
        JobStatus.FAILED,
        2,
        1,
        Cursor.NO_RETRIES,
        0,
        5,
        false,
        false,
        true,
        false,
        new CareTaken(NOW.toEpochMilli(), CareTaken.Asked.RETRY));
  }

  static CommandEntry.RetryRefused refused(String id) {
    return new CommandEntry.RetryRefused(
        new JobId(id), ENDPOINT, "commands", submitted(id).request(), NOW, "it is not FAILED");
  }

  static CommandEntry.Retried retried(String id, Optional<String> status) {
    return new CommandEntry.Retried(
        new JobId(id), ENDPOINT, "commands", submitted(id).request(), NOW, status);
  }

  static List<String> words(Replayed replayed) {
    List<String> words = new ArrayList<>();
    for (JobEvent event : replayed.events()) {
      if (event instanceof JobEvent.StatusChanged changed) {
        words.add(changed.status().word());
      } else if (event instanceof JobEvent.ResultReady result) {
        String output = result.answer().flatMap(answer -> answer.output()).orElse("-");
        words.add("result " + result.status() + " " + output);
      }
    }
    return words;
  }

  static LedgerEntry.Finished finished(String id, Optional<String> status) {
    return new LedgerEntry.Finished(submitted(id, JobTerms.NONE.withSync()), status);
  }

  static LedgerEntry.Submitted submitted(String id) {
    return submitted(id, NOW);
  }

  static LedgerEntry.Submitted submitted(String id, Instant at) {
    return submitted(id, ENDPOINT, at, JobTerms.NONE);
  }

  static LedgerEntry.Submitted submitted(String id, JobTerms terms) {
    return submitted(id, ENDPOINT, NOW, terms);
  }

  static LedgerEntry.Submitted submitted(String id, EndpointId endpoint) {
    return submitted(id, endpoint, NOW, JobTerms.NONE);
  }

  private static LedgerEntry.Submitted submitted(
      String id, EndpointId endpoint, Instant at, JobTerms terms) {
    RequestRef request = new RequestRef("runpod.jobs", 0, 0, 1, Optional.empty());
    return new LedgerEntry.Submitted(new JobId(id), endpoint, "sink", request, at, Map.of(), terms);
  }

  static Read read(long offset, LedgerEntry entry) {
    return new Read(0, offset, Optional.of(entry));
  }

  static LedgerEntry.Nudge nudge(String job) {
    return new LedgerEntry.Nudge(new JobId(job));
  }
}
