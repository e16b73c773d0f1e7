package io.runpod.kafka.connect.source;

import static io.runpod.kafka.connect.job.Jobs.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.runpod.kafka.connect.job.Job;
import io.runpod.kafka.connect.job.JobAnswer;
import io.runpod.kafka.connect.job.JobError;
import io.runpod.kafka.connect.job.JobEvent.ChunkRead;
import io.runpod.kafka.connect.job.JobEvent.ResultReady;
import io.runpod.kafka.connect.job.JobEvent.StatusChanged;
import io.runpod.kafka.connect.job.JobStatus;
import io.runpod.kafka.connect.job.Jobs;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.Test;

class OutputRecordsTest {
  private static final int LIMIT = 100;
  private final OutputRecords records =
      new OutputRecords(new SourceSettings.Topics("status", "results", "stream", "health"), LIMIT);
  private final Job job = Jobs.queued("a", 0);

  @Test
  void anOutputAtTheLimitIsPublished() {
    Struct value = result("\"" + "x".repeat(LIMIT - 2) + "\"");

    assertThat(value.getString("output")).hasSize(LIMIT);
    assertThat(value.get("error")).isNull();
  }

  @Test
  void anOutputAboveTheLimitIsNamedWithItsSize() {
    Struct value = result("\"" + "ü".repeat(LIMIT / 2) + "\"");

    assertThat(value.get("output")).isNull();
    assertThat(value.getInt64("outputBytes")).isEqualTo(LIMIT + 2);
    assertThat(value.getStruct("error").getString("kind")).isEqualTo("OUTPUT_TOO_LARGE");
    assertThat(value.getString("status")).isEqualTo("COMPLETED");
  }

  @Test
  void aChunkAboveTheLimitKeepsItsPlaceInTheStream() {
    JobAnswer.Chunk chunk =
        new JobAnswer.Chunk(Optional.of("x".repeat(200)), Optional.empty(), 200);
    OutputRecord record = records.of(new ChunkRead(job, NOW, 4, 1, -1, false, 9, chunk));

    assertThat(record.value().getInt64("sequence")).isEqualTo(4);
    assertThat(record.value().get("output")).isNull();
    assertThat(record.value().getStruct("error").getString("kind")).isEqualTo("OUTPUT_TOO_LARGE");
  }

  @Test
  void aWorkersLongErrorIsCutToWhatFitsARecord() {
    JobError error = new JobError(JobError.Kind.HANDLER, "x".repeat(5_000_000));
    Struct value =
        records
            .of(
                new ResultReady(
                    job,
                    NOW,
                    JobStatus.FAILED,
                    1,
                    OptionalLong.empty(),
                    Optional.empty(),
                    Optional.of(error),
                    Optional.empty()))
            .value();

    assertThat(value.getStruct("error").getString("message").length()).isLessThan(33_000);
  }

  @Test
  void eventIdsTellReadersAndAttemptsApart() {
    assertThat(records.of(chunk(9, 4)).eventId()).isNotEqualTo(records.of(chunk(8, 4)).eventId());
    assertThat(records.of(chunk(9, 4)).eventId()).isEqualTo(records.of(chunk(9, 4)).eventId());
    assertThat(records.of(progress("1")).eventId())
        .isNotEqualTo(records.of(progress("2")).eventId());
  }

  @Test
  void everyRecordSaysWhereItsJobCameFrom() {
    Struct request = result("1").getStruct("request");

    assertThat(request.getString("topic")).isEqualTo("runpod.jobs");
    assertThat(request.getString("key")).isEqualTo("key");
  }

  @Test
  void carriesTheHeadersOfTheRequestAndAnEventId() {
    var record = records.of(progress("1")).with(Map.of("ledger", "l-0"), Map.of("next", 1L));

    assertThat(record.headers().lastWithName("runpod.event.id").value())
        .isEqualTo(records.of(progress("1")).eventId());
  }

  private ChunkRead chunk(long reader, long sequence) {
    return new ChunkRead(job, NOW, sequence, 1, -1, false, reader, Jobs.chunk("1"));
  }

  private StatusChanged progress(String output) {
    return new StatusChanged(
        job,
        NOW,
        JobStatus.IN_PROGRESS,
        Optional.of(JobStatus.IN_QUEUE),
        1,
        1,
        Optional.of(Jobs.output(JobStatus.IN_PROGRESS, output)));
  }

  private Struct result(String output) {
    return records
        .of(
            new ResultReady(
                job,
                NOW,
                JobStatus.COMPLETED,
                1,
                OptionalLong.of(0),
                Optional.of(Jobs.output(JobStatus.COMPLETED, output)),
                Optional.empty(),
                Optional.empty()))
        .value();
  }
}
