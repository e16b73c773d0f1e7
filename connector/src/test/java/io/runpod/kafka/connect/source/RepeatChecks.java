package io.runpod.kafka.connect.source;

import io.runpod.kafka.connect.source.ModelJob.Attempt;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * What is promised without exactly-once about one job: consumers that drop records whose event ID
 * they have seen have each result, each end and each chunk once, and know of what they have not.
 */
final class RepeatChecks {
  private final ModelJob job;
  private final Map<Object, SourceRecord> story = new LinkedHashMap<>();
  private final List<String> violations = new ArrayList<>();

  RepeatChecks(ModelJob job, List<SourceRecord> committed) {
    this.job = job;
    for (SourceRecord record : committed) {
      if (job.id.equals(record.key())) {
        Object id = record.headers().lastWithName("runpod.event.id").value();
        SourceRecord first = story.putIfAbsent(id, record);
        require(first == null || isRepeat(first, record), "another event has the ID " + id);
      }
    }
  }

  /** An end or a result that is told anew may say less: its chunks were another reader's. */
  private static boolean isRepeat(SourceRecord first, SourceRecord other) {
    Struct one = value(first);
    Struct two = value(other);
    return switch (first.topic()) {
      case "status" -> one.getString("status").equals(two.getString("status"));
      case "stream" ->
          one.getBoolean("endOfStream")
              || (Objects.equals(one.getInt64("sequence"), two.getInt64("sequence"))
                  && Objects.equals(one.getString("output"), two.getString("output")));
      default -> true;
    };
  }

  List<String> violations() {
    for (int attempt = 1; attempt <= job.attempts.size(); attempt++) {
      attempt(attempt, job.attempts.get(attempt - 1));
    }
    return violations;
  }

  private void attempt(int number, Attempt truth) {
    require(of("results", number).size() == 1, "attempt " + number + " has not one result");
    if (job.streamed) {
      stream("the stream of attempt " + number, truth, of("stream", number));
    }
  }

  private void stream(String of, Attempt truth, List<Struct> stream) {
    List<Struct> ends = stream.stream().filter(chunk -> chunk.getBoolean("endOfStream")).toList();
    List<String> outputs =
        stream.stream()
            .filter(chunk -> !chunk.getBoolean("endOfStream"))
            .map(chunk -> chunk.getString("output"))
            .toList();
    List<String> inOrder = truth.yielded.stream().filter(outputs::contains).toList();
    require(outputs.equals(inOrder), of + " has " + outputs + " instead of " + inOrder);
    require(ends.size() == 1, of + " has " + ends.size() + " ends");
    boolean complete = ends.stream().anyMatch(end -> end.getBoolean("complete"));
    require(outputs.equals(truth.yielded) || !complete, of + " says complete, but is not");
  }

  private List<Struct> of(String topic, int attempt) {
    return story.values().stream()
        .filter(record -> record.topic().equals(topic))
        .map(RepeatChecks::value)
        .filter(value -> value.getInt32("attempt") == attempt)
        .toList();
  }

  private void require(boolean kept, String violation) {
    if (!kept) {
      violations.add(violation);
    }
  }

  private static Struct value(SourceRecord record) {
    return (Struct) record.value();
  }
}
