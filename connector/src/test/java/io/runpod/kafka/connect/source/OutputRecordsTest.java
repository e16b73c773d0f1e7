package io.runpod.kafka.connect.source;

import static io.runpod.kafka.connect.job.Jobs.NOW;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.runpod.kafka.connect.job.Job;
import io.runpod.kafka.connect.job.JobAnswer;
import io.runpod.kafka.connect.job.JobError;
import io.runpod.kafka.connect.job.JobEvent;
import io.runpod.kafka.connect.job.JobEvent.ChunkRead;
import io.runpod.kafka.connect.job.JobEvent.ResultReady;
import io.runpod.kafka.connect.job.JobEvent.StatusChanged;
import io.runpod.kafka.connect.job.JobEvent.StreamEnded;
import io.runpod.kafka.connect.job.JobLife;
import io.runpod.kafka.connect.job.JobStatus;
import io.runpod.kafka.connect.job.Jobs;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.Test;

class OutputRecordsTest {
  private static final int LIMIT = 100;
  private static final String TEXTS =
      "{\"type\":\"record\",\"name\":\"Texts\",\"fields\":[{\"name\":\"text\",\"type\":\"string\"}]}";

  private final OutputRecords records = with(Outputs.error(LIMIT));
  private final OutputRecords splitting = with(Outputs.split(LIMIT));
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
    OutputRecord record = one(new ChunkRead(job, NOW, 4, 1, -1, false, 9, chunk));

    assertThat(record.value().getInt64("sequence")).isEqualTo(4);
    assertThat(record.value().get("output")).isNull();
    assertThat(record.value().getStruct("error").getString("kind")).isEqualTo("OUTPUT_TOO_LARGE");
  }

  @Test
  void aWorkersLongErrorIsCutToWhatFitsARecord() {
    JobError error = new JobError(JobError.Kind.HANDLER, "x".repeat(5_000_000));
    Struct value =
        one(new ResultReady(
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
    assertThat(one(chunk(9, 4)).eventId()).isNotEqualTo(one(chunk(8, 4)).eventId());
    assertThat(one(chunk(9, 4)).eventId()).isEqualTo(one(chunk(9, 4)).eventId());
    assertThat(one(progress("1")).eventId()).isNotEqualTo(one(progress("2")).eventId());
  }

  @Test
  void progressThatComesBackToWhatItWasIsANewEvent() {
    assertThat(one(furtherProgress("1", 2)).eventId())
        .isNotEqualTo(one(furtherProgress("1", 4)).eventId());
  }

  @Test
  void aReaderThatTellsTheSameAnewFromAnOlderOffsetGivesItTheSameId() {
    assertThat(one(completedAs(1)).eventId()).isEqualTo(one(completedAs(2)).eventId());
  }

  @Test
  void theEndOfAStreamHasOneEventIdWhoeverTellsIt() {
    assertThat(one(end(9, 4)).eventId()).isEqualTo(one(end(8, 2)).eventId());
    assertThat(one(end(9, 4)).eventId()).isNotEqualTo(one(chunk(9, 4)).eventId());
  }

  @Test
  void everyRecordSaysWhereItsJobCameFrom() {
    Struct request = result("1").getStruct("request");

    assertThat(request.getString("topic")).isEqualTo("runpod.jobs");
    assertThat(request.getString("key")).isEqualTo("key");
  }

  @Test
  void carriesTheHeadersOfTheRequestAndAnEventId() {
    var record = one(progress("1")).with(Map.of("ledger", "l-0"), Map.of("next", 1L));

    assertThat(record.headers().lastWithName("runpod.event.id").value())
        .isEqualTo(one(progress("1")).eventId());
  }

  @Test
  void aStatusThatComesBackIsANewEvent() {
    assertThat(statusIds("IN_PROGRESS", "WARMING_UP", "IN_PROGRESS", "IN_QUEUE", "IN_PROGRESS"))
        .doesNotHaveDuplicates();
  }

  @Test
  void aStatusThatComesAsUsualIsTheSameEventWhateverWasSeenBefore() {
    assertThat(statusIds("IN_PROGRESS", "COMPLETED").get(2))
        .isEqualTo(statusIds("COMPLETED").get(1));
  }

  /** Of a job that is adopted, and then seen so. */
  private List<String> statusIds(String... seen) {
    JobLife life = new JobLife(1);
    Job followed = Jobs.queued("a", 0);
    List<JobEvent> events = new ArrayList<>(life.adopted(followed, NOW));
    for (String word : seen) {
      events.addAll(life.statusRead(followed, Jobs.answer(JobStatus.of(word)), NOW));
    }
    return events.stream()
        .filter(StatusChanged.class::isInstance)
        .map(event -> one(event).eventId())
        .toList();
  }

  private ChunkRead chunk(long reader, long sequence) {
    return new ChunkRead(job, NOW, sequence, 1, -1, false, reader, Jobs.chunk("1"));
  }

  private StreamEnded end(long reader, long count) {
    return new StreamEnded(job, NOW, count, 1, -1, true, reader);
  }

  private StatusChanged progress(String output) {
    return changed(JobStatus.IN_QUEUE, JobStatus.IN_PROGRESS, 1, output);
  }

  private StatusChanged furtherProgress(String output, long sequence) {
    return changed(JobStatus.IN_PROGRESS, JobStatus.IN_PROGRESS, sequence, output);
  }

  private StatusChanged completedAs(long sequence) {
    return changed(JobStatus.IN_PROGRESS, JobStatus.COMPLETED, sequence, "7");
  }

  private StatusChanged changed(JobStatus from, JobStatus to, long sequence, String output) {
    boolean again = from.equals(to);
    return new StatusChanged(
        job, NOW, to, Optional.of(from), 1, sequence, again, Optional.of(Jobs.output(to, output)));
  }

  @Test
  void aLargeOutputIsPublishedInPartsThatJoinToIt() {
    String output = "\"" + "ü".repeat(LIMIT) + "\"";

    List<OutputRecord> parts = splitting.of(completed(output));

    assertThat(parts).hasSize(3);
    assertThat(parts).extracting(p -> p.value().getInt32("part")).containsExactly(0, 1, 2);
    assertThat(parts)
        .allSatisfy(
            part -> {
              assertThat(part.key()).isEqualTo("a");
              assertThat(part.value().getInt32("parts")).isEqualTo(3);
              assertThat(part.value().getInt64("outputBytes")).isEqualTo(2 * LIMIT + 2);
              assertThat(part.value().get("error")).isNull();
              assertThat(part.value().getStruct("request").getString("key")).isEqualTo("key");
            });
    assertThat(parts.stream().map(p -> p.value().getString("output")).collect(joining()))
        .isEqualTo(output);
    assertThat(parts).extracting(OutputRecord::eventId).doesNotHaveDuplicates();
  }

  @Test
  void theSameOutputIsCutTheSameWayUnderTheSameIds() {
    ResultReady event = completed("\"" + "x".repeat(3 * LIMIT) + "\"");

    assertThat(splitting.of(event)).isEqualTo(splitting.of(event));
  }

  @Test
  void onlyTheFirstPartOfAChunkHasAGapBeforeIt() {
    List<OutputRecord> parts =
        splitting.of(new ChunkRead(job, NOW, 4, 1, -1, true, 9, Jobs.chunk("x".repeat(250))));

    assertThat(parts)
        .extracting(p -> p.value().getBoolean("gapBefore"))
        .containsExactly(true, false, false);
    assertThat(parts).extracting(p -> p.value().getInt64("sequence")).containsOnly(4L);
  }

  @Test
  void aChunkWhoseOutputWasLostOnTheWayKeepsItsPlace() {
    JobAnswer.Chunk chunk = new JobAnswer.Chunk(Optional.empty(), Optional.empty(), 5_000_000);

    Struct value = splitting.of(new ChunkRead(job, NOW, 4, 1, -1, false, 9, chunk)).get(0).value();

    assertThat(value.get("output")).isNull();
    assertThat(value.get("part")).isNull();
    assertThat(value.getStruct("error").getString("message")).contains("5000000", "handed");
  }

  @Test
  void anOutputOfTheRightTypeIsAStruct() {
    OutputRecord record =
        with(Outputs.typed(LIMIT, TEXTS)).of(completed("{\"text\":\"hi\"}")).get(0);

    assertThat(record.value().getStruct("output").getString("text")).isEqualTo("hi");
    assertThat(record.value().get("error")).isNull();
    assertThat(record.value().schema().name()).isEqualTo(RecordSchemas.JOB_RESULT.name());
  }

  @Test
  void anOutputOfAnotherTypeIsNamedAndRidesInAHeader() {
    OutputRecord record = with(Outputs.typed(LIMIT, TEXTS)).of(completed("{\"text\":1.50}")).get(0);

    Struct error = record.value().getStruct("error");
    assertThat(record.value().get("output")).isNull();
    assertThat(error.getString("kind")).isEqualTo("OUTPUT_MISMATCH");
    assertThat(error.getString("message")).contains("$.text", "string", "1.5");
    assertThat(record.headers()).containsEntry("runpod.output.json", "{\"text\":1.50}");
    assertThat(record.value().getString("status")).isEqualTo("COMPLETED");
  }

  @Test
  void aFailedJobsOwnErrorIsNotHiddenByItsOutputsType() {
    JobError error = new JobError(JobError.Kind.HANDLER, "out of memory");
    OutputRecord record =
        with(Outputs.typed(LIMIT, TEXTS))
            .of(ended(JobStatus.FAILED, "1", Optional.of(error)))
            .get(0);

    assertThat(record.value().getStruct("error").getString("message")).isEqualTo("out of memory");
    assertThat(record.headers()).containsEntry("runpod.output.json", "1");
  }

  @Test
  void aTypedOutputAboveTheLimitIsNamedWithItsSize() {
    String output = "{\"text\":\"" + "x".repeat(LIMIT) + "\"}";

    List<OutputRecord> parts = with(Outputs.typed(LIMIT, TEXTS)).of(completed(output));

    assertThat(parts).hasSize(1);
    assertThat(parts.get(0).value().getStruct("error").getString("kind"))
        .isEqualTo("OUTPUT_TOO_LARGE");
  }

  @Test
  void aTypedChunkIsStillAcknowledgedByItsNumber() {
    OutputRecord record =
        with(Outputs.typed(LIMIT, TEXTS))
            .of(new ChunkRead(job, NOW, 4, 1, -1, false, 9, Jobs.chunk("{\"text\":\"hi\"}")))
            .get(0);

    assertThat(record.value().getStruct("output").getString("text")).isEqualTo("hi");
    assertThat(OutputRecord.chunkIn(record.with(Map.of("ledger", "l-0"), Map.of("next", 1L))))
        .contains(new OutputRecord.ChunkRef("a", 4));
  }

  @Test
  void onlyAResultWithItsWholeOutputInKafkaCanBeLetGoOf() {
    assertThat(releasable(splitting.of(completed("1")))).containsExactly("a");
    assertThat(releasable(splitting.of(completed("x".repeat(3 * LIMIT))))).containsExactly("a");
    assertThat(releasable(records.of(completed("x".repeat(3 * LIMIT))))).isEmpty();
    assertThat(releasable(splitting.of(ended(JobStatus.FAILED, "1", Optional.empty())))).isEmpty();
    assertThat(releasable(splitting.of(progress("1")))).isEmpty();
    assertThat(releasable(with(Outputs.typed(LIMIT, TEXTS)).of(completed("1")))).isEmpty();
  }

  private static List<String> releasable(List<OutputRecord> made) {
    return made.stream()
        .map(record -> record.with(Map.of("ledger", "l-0"), Map.of("next", 1L)))
        .flatMap(record -> OutputRecord.resultIn(record).stream())
        .map(result -> result.job().value())
        .toList();
  }

  @Test
  void resultsAloneCanHaveTheKeyOfTheirRequest() {
    OutputRecords byRequest = with(Outputs.keyedByRequest());

    assertThat(byRequest.of(completed("1")).get(0).key()).isEqualTo("key");
    assertThat(byRequest.of(progress("1")).get(0).key()).isEqualTo("a");
    assertThat(byRequest.of(chunk(9, 4)).get(0).key()).isEqualTo("a");
  }

  private static OutputRecords with(OutputSettings settings) {
    return new OutputRecords(
        new SourceSettings.Topics("status", "results", "stream", "health", "commands"), settings);
  }

  private OutputRecord one(JobEvent event) {
    List<OutputRecord> made = records.of(event);
    assertThat(made).hasSize(1);
    return made.get(0);
  }

  private Struct result(String output) {
    return one(completed(output)).value();
  }

  private ResultReady completed(String output) {
    return ended(JobStatus.COMPLETED, output, Optional.empty());
  }

  private ResultReady ended(JobStatus status, String output, Optional<JobError> error) {
    return new ResultReady(
        job,
        NOW,
        status,
        1,
        OptionalLong.of(0),
        Optional.of(Jobs.output(status, output)),
        error,
        Optional.empty());
  }
}
