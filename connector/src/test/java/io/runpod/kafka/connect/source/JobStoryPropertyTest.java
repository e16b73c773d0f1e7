package io.runpod.kafka.connect.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.runpod.kafka.connect.job.Cursor;
import io.runpod.kafka.connect.job.Handover;
import io.runpod.kafka.connect.job.Job;
import io.runpod.kafka.connect.job.JobAnswer;
import io.runpod.kafka.connect.job.JobEvent;
import io.runpod.kafka.connect.job.JobEvent.ChunkRead;
import io.runpod.kafka.connect.job.JobEvent.ExpiredReason;
import io.runpod.kafka.connect.job.JobEvent.ResultReady;
import io.runpod.kafka.connect.job.JobEvent.StatusChanged;
import io.runpod.kafka.connect.job.JobEvent.StreamEnded;
import io.runpod.kafka.connect.job.JobLife;
import io.runpod.kafka.connect.job.JobStatus;
import io.runpod.kafka.connect.job.Jobs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.Size;

/**
 * One job, whatever is heard of it and in whichever order, and readers that hand it on through the
 * text of a snapshot.
 */
class JobStoryPropertyTest {

  private enum What {
    STATUS,
    STREAM,
    STREAM_LOST,
    STREAM_GIVEN_UP,
    RESTART,
    HANDED_OVER,
    RETRIED,
    RETRIED_UNSEEN,
    EXPIRED,
    REMOVED,
    UNREADABLE,
    TOO_LARGE
  }

  private record Step(What what, JobStatus status, int count) {}

  /** The job in the hands of its readers, and all that was told of it. */
  private static final class Story {
    final List<JobEvent> told = new ArrayList<>();
    final List<Boolean> mayLack = new ArrayList<>(List.of(false));
    final boolean streamed;
    JobLife life = new JobLife(1);
    Job job;
    int attempts = 1;

    Story(boolean streamed) {
      this.streamed = streamed;
      this.job = Jobs.job("job", 5, Cursor.QUEUED, streamed);
      told.addAll(life.adopted(job, Jobs.NOW));
    }

    void take(Step step) {
      boolean over = job.phase() == Job.Phase.ENDED;
      if (step.what == What.RESTART) {
        restart();
      } else if (step.what == What.RETRIED || step.what == What.RETRIED_UNSEEN) {
        retry(step);
      } else if (!over) {
        hear(step);
      }
    }

    private void hear(Step step) {
      switch (step.what) {
        case STATUS ->
            told.addAll(life.statusRead(job, Jobs.output(step.status, output(step)), Jobs.NOW));
        case STREAM -> {
          if (streamed && job.cursor().started()) {
            told.addAll(life.streamRead(job, stream(step), Jobs.NOW));
          }
        }
        case STREAM_LOST -> {
          life.streamLost(job);
          lacks();
        }
        case STREAM_GIVEN_UP -> {
          if (job.phase() == Job.Phase.DRAINING) {
            lacks();
            told.addAll(life.streamGivenUp(job, Jobs.NOW));
          }
        }
        case HANDED_OVER -> {
          long from = Math.max(0, job.cursor().chunks() - step.count % 3);
          List<JobAnswer.Chunk> chunks = stream(step).chunks();
          told.addAll(
              new Handover(7, attempts - step.count % 2, from, false, Optional.empty(), chunks)
                  .tell(job, Jobs.NOW));
        }
        case EXPIRED -> told.addAll(life.expired(job, ExpiredReason.UNKNOWN, Jobs.NOW));
        case REMOVED -> {
          // what was over is not taken away by a cancel or a purge
          if (!job.cursor().status().terminal()) {
            told.addAll(life.removed(job, Jobs.NOW));
          }
        }
        case UNREADABLE -> told.addAll(life.unreadable(job, "no JSON", Jobs.NOW));
        case TOO_LARGE -> told.addAll(life.answerTooLarge(job, Optional.empty(), 9, 8, Jobs.NOW));
        default -> throw new IllegalStateException(step.toString());
      }
    }

    private void retry(Step step) {
      Optional<JobAnswer> last =
          step.what == What.RETRIED ? Optional.of(Jobs.answer(JobStatus.FAILED)) : Optional.empty();
      told.addAll(life.retried(job, last, Jobs.NOW));
      attempts++;
      mayLack.add(false);
    }

    private void lacks() {
      mayLack.set(attempts - 1, true);
    }

    /** What another reader knows of the job is in the snapshot. */
    private void restart() {
      Snapshot before =
          new Snapshot(6, OpenJobs.of(new TreeMap<>(Map.of(5L, job.cursor()))), "i", 1, 1);
      Snapshot after = Snapshot.fromMap(before.toMap()).orElseThrow();
      assertThat(after).isEqualTo(before);
      life = new JobLife(told.size() + 1);
      job = Jobs.job("job", 5, after.open().cursorAt(5L).orElseThrow(), streamed);
    }

    /** Progress, or the output of a generator whose chunks are not aggregated. */
    private static String output(Step step) {
      return step.status.terminal() ? "[]" : "\"" + step.count + "\"";
    }

    private static JobAnswer stream(Step step) {
      String[] chunks = new String[step.count];
      Arrays.fill(chunks, "c");
      return Jobs.stream(step.status, chunks);
    }
  }

  @Property(tries = 1_000)
  void isToldAsOneStoryInTheOrderOfTheJobsLife(
      @ForAll("steps") @Size(max = 60) List<Step> steps, @ForAll boolean streamed) {
    Story story = new Story(streamed);
    steps.forEach(story::take);

    long status = 0;
    int attempt = 1;
    long chunks = 0;
    int ends = 0;
    int results = 0;
    boolean gaps = false;
    boolean ended = false;
    for (JobEvent event : story.told) {
      if (event instanceof StatusChanged changed) {
        assertThat(changed.sequence()).isEqualTo(status++);
        if (changed.attempt() > attempt) {
          // the next attempt begins in the queue, once the one before has its one result
          assertThat(results).isEqualTo(attempt);
          assertThat(changed.status()).isEqualTo(JobStatus.IN_QUEUE);
          attempt++;
          chunks = 0;
          ends = 0;
          gaps = false;
          ended = false;
        }
        assertThat(ended).isFalse();
        ended = changed.status().terminal();
        assertThat(changed.attempt()).isEqualTo(attempt);
        assertThat(results).isEqualTo(attempt - 1);
        assertThat(ends).isZero();
      } else if (event instanceof ChunkRead chunk) {
        assertThat(chunk.attempt()).isEqualTo(attempt);
        assertThat(chunk.sequence()).isEqualTo(chunks++);
        assertThat(ends).isZero();
        gaps |= chunk.gapBefore();
      } else if (event instanceof StreamEnded end) {
        assertThat(end.attempt()).isEqualTo(attempt);
        assertThat(end.chunkCount()).isEqualTo(chunks);
        assertThat(end.complete() && gaps).isFalse();
        ends++;
      } else if (event instanceof ResultReady result) {
        assertThat(result.attempt()).isEqualTo(attempt);
        assertThat(ends).isEqualTo(streamed ? 1 : 0);
        assertThat(result.chunkCount().isPresent()).isEqualTo(streamed);
        assertThat(result.status().terminal()).isTrue();
        results++;
        assertThat(results).isEqualTo(attempt);
      }
    }
    assertThat(attempt).isEqualTo(story.attempts);
  }

  @Property(tries = 1_000)
  void isCalledCompleteOnlyIfItsEndWasSeenAndNothingCanBeMissing(
      @ForAll("steps") @Size(max = 60) List<Step> steps) {
    Story story = new Story(true);
    List<Boolean> drained = new ArrayList<>();
    for (Step step : steps) {
      int before = story.told.size();
      boolean emptyEnd =
          step.what == What.STREAM && step.count == 0 && !step.status.equals(JobStatus.IN_QUEUE);
      story.take(step);
      drained.add(emptyEnd);
      for (JobEvent event : story.told.subList(before, story.told.size())) {
        if (event instanceof StreamEnded end && end.complete()) {
          assertThat(story.mayLack.get(end.attempt() - 1)).isFalse();
          assertThat(drained).contains(true);
        }
      }
    }
  }

  @Provide
  static Arbitrary<List<Step>> steps() {
    Arbitrary<What> what =
        Arbitraries.frequency(
            Tuple.of(12, What.STATUS),
            Tuple.of(12, What.STREAM),
            Tuple.of(1, What.STREAM_LOST),
            Tuple.of(1, What.STREAM_GIVEN_UP),
            Tuple.of(4, What.RESTART),
            Tuple.of(2, What.HANDED_OVER),
            Tuple.of(2, What.RETRIED),
            Tuple.of(1, What.RETRIED_UNSEEN),
            Tuple.of(1, What.EXPIRED),
            Tuple.of(1, What.REMOVED),
            Tuple.of(1, What.UNREADABLE),
            Tuple.of(1, What.TOO_LARGE));
    Arbitrary<JobStatus> status =
        Arbitraries.of(
                "IN_QUEUE", "IN_PROGRESS", "IN_PROGRESS", "WARMING_UP", "COMPLETED", "FAILED")
            .map(JobStatus::of);
    return Combinators.combine(what, status, Arbitraries.integers().between(0, 3))
        .as(Step::new)
        .list();
  }
}
