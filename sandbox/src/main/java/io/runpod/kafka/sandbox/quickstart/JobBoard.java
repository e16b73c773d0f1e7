package io.runpod.kafka.sandbox.quickstart;

import io.runpod.kafka.schema.AssembledStream;
import io.runpod.kafka.schema.JobResult;
import io.runpod.kafka.schema.JobStatus;
import io.runpod.kafka.schema.RequestRef;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What has become of the records that were sent, told from the output topics alone.
 *
 * <p>Owned by one thread. A job is found by the coordinates of its input record; what comes for a
 * job ID that is not known yet waits for it.
 */
final class JobBoard {
  private final Map<String, Row> byCoordinates = new LinkedHashMap<>();
  private final Map<String, Row> byJob = new HashMap<>();
  private final Map<String, List<Consumer<Row>>> early = new HashMap<>();
  private int chunks;

  /** A record was sent. */
  void sent(String name, int partition, long offset) {
    byCoordinates.put(coordinates(partition, offset), new Row(name));
  }

  void status(JobStatus status) {
    // the result says it better, and may have come first
    learn(
        status.getJobId(),
        status.getRequest(),
        row -> {
          if (row.results().isEmpty()) {
            row.status(status.getStatus());
          }
        });
  }

  void result(JobResult result) {
    learn(result.getJobId(), result.getRequest(), row -> row.result(result));
  }

  /** A piece of text was streamed. */
  void text(String jobId, String text) {
    chunks++;
    later(jobId, row -> row.text(text));
  }

  /** A stream came to its end. */
  void stream(AssembledStream stream) {
    later(stream.getJobId(), row -> row.stream(stream.getComplete()));
  }

  void deadLetter(int partition, long offset, String reason) {
    Row row = byCoordinates.get(coordinates(partition, offset));
    if (row != null) {
      row.deadLetter(reason);
    }
  }

  /** All records in the order they were sent. */
  Collection<Row> rows() {
    return byCoordinates.values();
  }

  long accounted() {
    return rows().stream().filter(Row::isAccounted).count();
  }

  boolean hasResult() {
    return rows().stream().anyMatch(row -> !row.results().isEmpty());
  }

  int chunks() {
    return chunks;
  }

  /** A text that changes whenever anything has happened. */
  String digest() {
    StringBuilder all = new StringBuilder().append(chunks);
    rows().forEach(row -> all.append(row.status()).append(row.results().size()));
    return all.toString();
  }

  /** What is wrong, in plain words; empty if every record has its one fate. */
  List<String> complaints() {
    return rows().stream().map(Row::complaint).filter(text -> !text.isEmpty()).toList();
  }

  private void learn(String jobId, RequestRef request, Consumer<Row> news) {
    Row row =
        request == null
            ? byJob.get(jobId)
            : byCoordinates.get(coordinates(request.getPartition(), request.getOffset()));
    if (row == null) {
      return; // a job of somebody else
    }
    byJob.put(jobId, row);
    news.accept(row);
    early.getOrDefault(jobId, List.of()).forEach(waiting -> waiting.accept(row));
    early.remove(jobId);
  }

  private void later(String jobId, Consumer<Row> news) {
    Row row = byJob.get(jobId);
    if (row == null) {
      early.computeIfAbsent(jobId, id -> new ArrayList<>()).add(news);
    } else {
      news.accept(row);
    }
  }

  private static String coordinates(int partition, long offset) {
    return partition + "-" + offset;
  }
}
