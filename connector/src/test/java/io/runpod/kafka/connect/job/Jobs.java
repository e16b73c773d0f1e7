package io.runpod.kafka.connect.job;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Jobs and answers for tests. */
public final class Jobs {
  public static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

  private Jobs() {}

  public static Job queued(String id, long ledgerOffset) {
    return job(id, ledgerOffset, Cursor.QUEUED, true);
  }

  public static Job job(String id, long ledgerOffset, Cursor cursor, boolean streamed) {
    return job(id, ledgerOffset, cursor, streamed, JobTerms.NONE);
  }

  public static Job withTtl(String id, Duration ttl) {
    JobTerms terms =
        new JobTerms(
            Optional.of(ttl), Optional.empty(), Optional.empty(), 0, Optional.empty(), false);
    return job(id, 0, Cursor.QUEUED, true, terms);
  }

  /** A job of {@code /runsync}. */
  public static Job sync(String id, long ledgerOffset, Cursor cursor, boolean streamed) {
    return job(id, ledgerOffset, cursor, streamed, JobTerms.NONE.withSync());
  }

  public static Job job(
      String id, long ledgerOffset, Cursor cursor, boolean streamed, JobTerms terms) {
    return new Job(
        new JobId(id),
        new EndpointId("ep1"),
        new RequestRef("runpod.jobs", 0, ledgerOffset, 1L, Optional.of("key")),
        Map.of(),
        terms,
        NOW,
        0,
        ledgerOffset,
        cursor,
        streamed);
  }

  /** Terms of care and nothing else; zero stands for none. */
  public static JobTerms terms(Duration queueTimeout, Duration runTimeout, int autoRetries) {
    return new JobTerms(
        Optional.empty(),
        Optional.of(queueTimeout).filter(timeout -> !timeout.isZero()),
        Optional.of(runTimeout).filter(timeout -> !timeout.isZero()),
        autoRetries,
        Optional.empty(),
        false);
  }

  /** An answer without output. */
  public static JobAnswer error(JobStatus status, JobError.Kind kind) {
    return new JobAnswer(
        status,
        OptionalLong.of(3),
        OptionalLong.empty(),
        Optional.of("worker"),
        OptionalInt.empty(),
        Optional.empty(),
        Optional.of(new JobError(kind, "job timed out after 1 retries")),
        List.of(),
        100);
  }

  public static JobAnswer answer(JobStatus status) {
    return answer(status, Optional.empty(), List.of());
  }

  public static JobAnswer output(JobStatus status, String output) {
    return answer(status, Optional.of(output), List.of());
  }

  /** An answer with a body of so many bytes. */
  public static JobAnswer large(JobStatus status, int bytes) {
    return new JobAnswer(
        status,
        OptionalLong.empty(),
        OptionalLong.empty(),
        Optional.empty(),
        OptionalInt.empty(),
        Optional.of("\"large\""),
        Optional.empty(),
        List.of(),
        bytes);
  }

  /** An answer of /stream. */
  public static JobAnswer stream(JobStatus status, String... chunks) {
    return answer(status, Optional.empty(), Arrays.stream(chunks).map(Jobs::chunk).toList());
  }

  public static JobAnswer.Chunk chunk(String output) {
    return new JobAnswer.Chunk(Optional.of(output), Optional.empty(), output.length());
  }

  private static JobAnswer answer(
      JobStatus status, Optional<String> output, List<JobAnswer.Chunk> chunks) {
    return new JobAnswer(
        status,
        OptionalLong.of(3),
        OptionalLong.empty(),
        Optional.of("worker"),
        OptionalInt.empty(),
        output,
        Optional.empty(),
        chunks,
        100);
  }
}
