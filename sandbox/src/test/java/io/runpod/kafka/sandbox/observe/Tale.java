package io.runpod.kafka.sandbox.observe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.runpod.kafka.schema.EndpointHealth;
import io.runpod.kafka.schema.JobResult;
import io.runpod.kafka.schema.JobStatus;
import io.runpod.kafka.schema.StreamChunk;
import io.runpod.kafka.simulator.Arrival;
import io.runpod.kafka.simulator.JobState;
import io.runpod.kafka.simulator.JobTruth;
import io.runpod.kafka.simulator.RequestCounts;
import io.runpod.kafka.simulator.StateChange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** A story made by hand, for a test to break. */
final class Tale {
  /** A job that streams three chunks and completes. */
  static final String STREAMED = "streamed-u1";

  /** A job that is dispatched again by RunPod, fails, is retried and completes with one chunk. */
  static final String RETRIED = "retried-u1";

  /** The record of {@link #STREAMED}. */
  static final SentRecord FIRST = sent(0, SentRecord.Fate.JOB);

  /** The record of {@link #RETRIED}. */
  static final SentRecord SECOND = sent(1, SentRecord.Fate.JOB);

  /** A record that cannot become a job. */
  static final SentRecord BAD = sent(2, SentRecord.Fate.DEAD_LETTER);

  static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  final List<SentRecord> sent = new ArrayList<>();
  final List<JobTruth> truths = new ArrayList<>();
  final List<Seen<JobStatus>> statuses = new ArrayList<>();
  final List<Seen<StreamChunk>> chunks = new ArrayList<>();
  final List<Seen<JobResult>> results = new ArrayList<>();
  final List<Seen<EndpointHealth>> health = new ArrayList<>();
  final List<DeadLetter> letters = new ArrayList<>();
  final List<Arrival> arrivals = new ArrayList<>();
  RequestCounts counts = new RequestCounts(Map.of(), Map.of(), Map.of());

  private final Map<String, Long> offsets = new HashMap<>();
  private Instant now = START;

  /** A story that keeps every promise. */
  static Tale right() {
    Tale tale = new Tale();
    tale.sent.addAll(List.of(FIRST, SECOND, BAD));
    tale.streamed();
    tale.retried();
    tale.letter(BAD, "not JSON");
    return tale;
  }

  private void streamed() {
    truth(FIRST, STREAMED, List.of(3), "IN_QUEUE", "IN_PROGRESS", "COMPLETED");
    status(STREAMED, 1, 0, "IN_QUEUE", null);
    status(STREAMED, 1, 1, "IN_PROGRESS", "IN_QUEUE");
    chunk(STREAMED, 1, 0);
    chunk(STREAMED, 1, 1);
    chunk(STREAMED, 1, 2);
    status(STREAMED, 1, 2, "COMPLETED", "IN_PROGRESS");
    end(STREAMED, 1, 3);
    result(STREAMED, 1, "COMPLETED", 3L).setOutput(output(0).toString());
  }

  private void retried() {
    truth(
        SECOND,
        RETRIED,
        List.of(0, 0, 1),
        "IN_QUEUE",
        "IN_PROGRESS",
        "IN_QUEUE",
        "IN_PROGRESS",
        "FAILED",
        "IN_QUEUE",
        "IN_PROGRESS",
        "COMPLETED");
    status(RETRIED, 1, 0, "IN_QUEUE", null);
    status(RETRIED, 1, 1, "IN_PROGRESS", "IN_QUEUE");
    status(RETRIED, 1, 2, "IN_QUEUE", "IN_PROGRESS").setRetries(1);
    status(RETRIED, 1, 3, "FAILED", "IN_QUEUE").setRetries(1);
    end(RETRIED, 1, 0);
    result(RETRIED, 1, "FAILED", 0L);
    status(RETRIED, 2, 4, "IN_QUEUE", "FAILED");
    status(RETRIED, 2, 5, "COMPLETED", "IN_QUEUE");
    chunk(RETRIED, 2, 0);
    end(RETRIED, 2, 1);
    result(RETRIED, 2, "COMPLETED", 1L).setOutput(output(1).toString());
  }

  /** What the handler of a record's job returns. */
  static JsonNode output(int number) {
    return JsonNodeFactory.instance.objectNode().put("answer", "answer " + number);
  }

  Story story() {
    Produced produced = new Produced();
    sent.forEach(produced::add);
    Truth truth = new Truth(truths, Map.of("endpoint", new Traffic(counts, arrivals)));
    return new Story(produced, truth, new Outputs(statuses, chunks, results, health), letters);
  }

  static SentRecord sent(int number, SentRecord.Fate meant) {
    return new SentRecord(number, new Coordinates("jobs", 0, number), meant);
  }

  void letter(SentRecord of, String reason) {
    letters.add(new DeadLetter(of.at().topic(), of.at().partition(), of.at().offset(), reason));
  }

  void truth(SentRecord of, String job, List<Integer> chunksByDispatch, String... states) {
    List<JsonNode> made = new ArrayList<>();
    for (int count : chunksByDispatch) {
      for (int i = 0; i < count; i++) {
        made.add(JsonNodeFactory.instance.numberNode(i));
      }
    }
    List<StateChange> changes = new ArrayList<>();
    JobState last = JobState.IN_QUEUE;
    for (String state : states) {
      changes.add(new StateChange(JobState.valueOf(state), next()));
      last = JobState.valueOf(state);
    }
    truths.add(
        new JobTruth(
            job,
            JsonNodeFactory.instance.objectNode().put("n", of.number()),
            last,
            changes,
            made,
            chunksByDispatch,
            List.of(),
            chunksByDispatch.size(),
            Optional.of(output(of.number())),
            Optional.empty(),
            List.of()));
  }

  JobStatus status(String job, int attempt, long sequence, String status, String previous) {
    JobStatus value =
        JobStatus.newBuilder()
            .setJobId(job)
            .setEndpointId("endpoint")
            .setStatus(status)
            .setPreviousStatus(previous)
            .setAttempt(attempt)
            .setSequence(sequence)
            .setObservedAt(next())
            .build();
    statuses.add(seen("status", job, value, "status/" + job + "/" + sequence));
    return value;
  }

  StreamChunk chunk(String job, int attempt, long sequence) {
    StreamChunk value = chunkBuilder(job, attempt, sequence).build();
    value.setOutput(Long.toString(sequence));
    chunks.add(seen("stream", job, value, "chunk/" + job + "/" + attempt + "/" + sequence));
    return value;
  }

  StreamChunk end(String job, int attempt, long count) {
    StreamChunk value = chunkBuilder(job, attempt, count).build();
    value.setEndOfStream(true);
    value.setChunkCount(count);
    value.setComplete(true);
    chunks.add(seen("stream", job, value, "end/" + job + "/" + attempt));
    return value;
  }

  private StreamChunk.Builder chunkBuilder(String job, int attempt, long sequence) {
    return StreamChunk.newBuilder()
        .setJobId(job)
        .setEndpointId("endpoint")
        .setSequence(sequence)
        .setAttempt(attempt)
        .setGapBefore(false)
        .setReaderEpoch(1)
        .setEndOfStream(false)
        .setObservedAt(next());
  }

  JobResult result(String job, int attempt, String status, Long chunkCount) {
    JobResult value =
        JobResult.newBuilder()
            .setJobId(job)
            .setEndpointId("endpoint")
            .setStatus(status)
            .setAttempt(attempt)
            .setChunkCount(chunkCount)
            .setSubmittedAt(START)
            .setObservedAt(next())
            .build();
    results.add(seen("results", job, value, "result/" + job + "/" + attempt));
    return value;
  }

  JobStatus status(String job, long sequence) {
    return find(statuses, v -> v.getJobId().equals(job) && v.getSequence() == sequence);
  }

  StreamChunk chunk(String job, long sequence) {
    return find(chunks, v -> v.getJobId().equals(job) && v.getSequence() == sequence);
  }

  JobResult result(String job, int attempt) {
    return find(results, v -> v.getJobId().equals(job) && v.getAttempt() == attempt);
  }

  private static <T> T find(List<Seen<T>> all, Predicate<T> which) {
    return all.stream().map(Seen::value).filter(which).findFirst().orElseThrow();
  }

  private <T> Seen<T> seen(String topic, String job, T value, String eventId) {
    long offset = offsets.merge(topic, 1L, Long::sum) - 1;
    return new Seen<>(value, new Coordinates(topic, 0, offset), job, Optional.of(eventId));
  }

  private Instant next() {
    now = now.plusMillis(100);
    return now;
  }
}
