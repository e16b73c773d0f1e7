package io.runpod.kafka.connect.source;

import io.runpod.kafka.connect.job.JobStatus;
import io.runpod.kafka.connect.source.ModelJob.Attempt;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;

/** The promises, held against everything that was committed about one job. */
final class ModelChecks {
  private final ModelJob job;
  private final List<SourceRecord> story;
  private final List<String> violations = new ArrayList<>();

  ModelChecks(ModelJob job, List<SourceRecord> committed) {
    this.job = job;
    this.story = committed.stream().filter(record -> job.id.equals(record.key())).toList();
  }

  List<String> violations() {
    statusesAreAChain();
    everyEventIsToldOnce();
    attemptsFollowEachOther();
    for (int attempt = 1; attempt <= job.attempts.size(); attempt++) {
      attempt(attempt, job.attempts.get(attempt - 1));
    }
    return violations;
  }

  private void statusesAreAChain() {
    long next = 0;
    String previous = null;
    for (SourceRecord record : of("status")) {
      Struct value = value(record);
      require(
          value.getInt64("sequence") == next,
          "status " + value.getInt64("sequence") + " follows " + (next - 1));
      require(
          java.util.Objects.equals(value.getString("previousStatus"), previous),
          "status " + next + " says it was " + value.getString("previousStatus"));
      previous = value.getString("status");
      next = value.getInt64("sequence") + 1;
    }
  }

  private void everyEventIsToldOnce() {
    Set<Object> ids = new HashSet<>();
    for (SourceRecord record : story) {
      Object id = record.headers().lastWithName("runpod.event.id").value();
      require(ids.add(id), "told twice: " + id);
    }
  }

  /** Nothing is told of an attempt after its result, and nothing before the attempt has begun. */
  private void attemptsFollowEachOther() {
    int attempt = 0;
    boolean over = true;
    for (SourceRecord record : story) {
      Struct value = value(record);
      int of = value.getInt32("attempt");
      if (over) {
        require(
            of == attempt + 1
                && record.topic().equals("status")
                && value.getString("status").equals("IN_QUEUE"),
            "behind the end of attempt " + attempt + ": " + record.topic() + " " + value);
        attempt = of;
        over = false;
      }
      require(of == attempt, "in attempt " + attempt + " something of " + of);
      over = record.topic().equals("results");
    }
    require(over, "attempt " + attempt + " has no end");
    require(attempt == job.attempts.size(), "tells of " + attempt + " attempts");
  }

  private void attempt(int number, Attempt truth) {
    List<SourceRecord> told =
        story.stream().filter(r -> value(r).getInt32("attempt") == number).toList();
    List<Struct> results =
        told.stream().filter(r -> r.topic().equals("results")).map(r -> value(r)).toList();
    require(results.size() == 1, "attempt " + number + " has " + results.size() + " results");
    if (results.size() != 1) {
      return;
    }
    Struct result = results.get(0);
    List<Struct> statuses =
        told.stream().filter(r -> r.topic().equals("status")).map(r -> value(r)).toList();
    endsOnce(number, statuses, result.getString("status"));
    result(number, truth, result);
    if (job.streamed) {
      List<Struct> stream =
          told.stream().filter(r -> r.topic().equals("stream")).map(r -> value(r)).toList();
      require(
          told.size() > 1 && told.get(told.size() - 2).topic().equals("stream"),
          "no end marker right before the result");
      stream(number, truth, stream, result);
    }
  }

  /** An end that was told stands: of what RunPod forgot behind it only the result says so. */
  private void endsOnce(int number, List<Struct> statuses, String result) {
    List<String> ends =
        statuses.stream()
            .map(status -> status.getString("status"))
            .filter(word -> JobStatus.of(word).terminal())
            .toList();
    require(ends.size() == 1, "attempt " + number + " ends as " + ends);
    require(
        ends.contains(result) || result.equals("EXPIRED"),
        "attempt " + number + " ends as " + ends + ", but its result is " + result);
  }

  private void result(int number, Attempt truth, Struct result) {
    String status = result.getString("status");
    long at = ((Date) result.get("observedAt")).getTime();
    boolean last = number == job.attempts.size();
    Optional<String> error =
        Optional.ofNullable(result.getStruct("error")).map(e -> e.getString("kind"));
    if (status.equals("EXPIRED")) {
      require(last && job.gone && job.goneAt <= at, "EXPIRED though RunPod has it");
    } else if (error.equals(Optional.of("API"))) {
      require(truth.answerLost, "an API error though it was to be read");
      require(
          status.equals("FAILED") || truth.end.equals(Optional.of(status)),
          "lost as " + status + ", but ended " + truth.end);
    } else if (status.equals("CANCELLED") && !truth.end.equals(Optional.of(status))) {
      require(last && job.gone && job.goneAt <= at && job.removed, "CANCELLED by nobody");
    } else {
      require(truth.end.equals(Optional.of(status)), status + ", but ended " + truth.end);
      require(
          truth.output.equals(Optional.ofNullable(result.getString("output")))
              || status.equals("CANCELLED"),
          "output " + result.getString("output") + " instead of " + truth.output);
    }
  }

  private void stream(int number, Attempt truth, List<Struct> stream, Struct result) {
    String of = "the stream of attempt " + number;
    int at = 0;
    long sequence = 0;
    for (Struct chunk : stream.subList(0, Math.max(0, stream.size() - 1))) {
      require(!chunk.getBoolean("endOfStream"), of + " has an end in its middle");
      require(chunk.getInt64("sequence") == sequence, of + " lacks number " + sequence);
      sequence++;
      int found = truth.yielded.indexOf(chunk.getString("output"));
      boolean missing = found > at;
      require(found >= at, of + " has " + chunk.getString("output") + " out of order");
      require(!missing || chunk.getBoolean("gapBefore"), of + " hides a gap before " + found);
      at = found + 1;
    }
    if (stream.isEmpty() || !stream.get(stream.size() - 1).getBoolean("endOfStream")) {
      violations.add(of + " has no end marker");
      return;
    }
    Struct end = stream.get(stream.size() - 1);
    require(end.getInt64("chunkCount") == sequence, of + " counts wrong");
    require(result.getInt64("chunkCount").equals(sequence), of + " and its result disagree");
    boolean whole = sequence == truth.yielded.size();
    require(whole || !end.getBoolean("complete"), of + " says complete, but is not");
    if (!truth.disturbed && !job.doubted && !job.gone) {
      require(end.getBoolean("complete"), of + " says incomplete, but nothing happened to it");
    }
  }

  private void require(boolean kept, String violation) {
    if (!kept) {
      violations.add(violation);
    }
  }

  private List<SourceRecord> of(String topic) {
    return story.stream().filter(record -> record.topic().equals(topic)).toList();
  }

  private static Struct value(SourceRecord record) {
    return (Struct) record.value();
  }
}
