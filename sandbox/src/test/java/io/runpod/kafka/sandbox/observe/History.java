package io.runpod.kafka.sandbox.observe;

import io.runpod.kafka.schema.JobResult;
import io.runpod.kafka.schema.JobStatus;
import io.runpod.kafka.schema.StreamChunk;
import io.runpod.kafka.simulator.Arrival;
import io.runpod.kafka.simulator.JobTruth;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** Tells all that is known of a job, so that a violation explains itself. */
final class History {
  private static final int LONGEST = 120;

  private record Line(Instant at, String text) {}

  private final Story story;

  History(Story story) {
    this.story = story;
  }

  String of(Violation.About about) {
    if (about instanceof Violation.OfRecord rec) {
      return story.produced().record(rec.at()).map(this::ofRecord).orElse("");
    } else if (about instanceof Violation.OfJob job) {
      return ofJob(job.id());
    }
    throw new IllegalStateException("no history of " + about);
  }

  private String ofRecord(SentRecord sent) {
    String head =
        "    record %s, number %d, meant to become %s%n"
            .formatted(sent.at(), sent.number(), sent.meant());
    String letters =
        story.deadLetters(sent).stream()
            .map(letter -> "    dead letter: %s%n".formatted(letter.reason()))
            .collect(Collectors.joining());
    String jobs =
        story.jobs(sent).stream().map(job -> ofJob(job.id())).collect(Collectors.joining());
    return head + letters + jobs;
  }

  private String ofJob(String id) {
    List<Line> lines = new ArrayList<>();
    story.truth().job(id).ifPresent(job -> addTruth(job, lines));
    story.truth().traffic().values().stream()
        .flatMap(traffic -> traffic.arrivals().stream())
        .filter(arrival -> arrival.job().equals(id))
        .forEach(arrival -> lines.add(new Line(arrival.at(), asked(arrival))));
    story.outputs().statuses(id).forEach(seen -> lines.add(line(seen)));
    story.outputs().chunks(id).forEach(seen -> lines.add(chunkLine(seen)));
    story.outputs().results(id).forEach(seen -> lines.add(resultLine(seen)));
    String body =
        lines.stream()
            .sorted(Comparator.comparing(Line::at))
            .map(line -> "      %s %s%n".formatted(line.at(), shortened(line.text())))
            .collect(Collectors.joining());
    return "    job %s%n".formatted(id) + body;
  }

  private void addTruth(JobTruth job, List<Line> lines) {
    job.states().forEach(c -> lines.add(new Line(c.at(), "really    " + c.state())));
    String from = story.recordOf(job).map(sent -> sent.at().toString()).orElse("no known record");
    Instant accepted = job.states().get(0).at();
    lines.add(0, new Line(accepted, "accepted  from %s: %s".formatted(from, job.input())));
    lines.add(
        new Line(
            job.states().get(job.states().size() - 1).at(),
            "in all    %d dispatches, chunks %s, handed out %s"
                .formatted(
                    job.dispatches(),
                    job.chunksByDispatch(),
                    job.handedOut().stream().map(List::size).toList())));
  }

  private static String asked(Arrival arrival) {
    return "asked     /" + arrival.operation().path();
  }

  private static Line line(Seen<JobStatus> seen) {
    JobStatus s = seen.value();
    return new Line(
        s.getObservedAt(),
        "status    #%d attempt %d %s after %s, retries %s, progress %s, at %s"
            .formatted(
                s.getSequence(),
                s.getAttempt(),
                s.getStatus(),
                s.getPreviousStatus(),
                s.getRetries(),
                s.getProgress(),
                seen.at()));
  }

  private static Line chunkLine(Seen<StreamChunk> seen) {
    StreamChunk c = seen.value();
    String what =
        c.getEndOfStream()
            ? "end of %d, complete %s".formatted(c.getChunkCount(), c.getComplete())
            : (c.getGapBefore() ? "after a gap: " : "") + c.getOutput();
    return new Line(
        c.getObservedAt(),
        "stream    #%d attempt %d at %s, epoch %d, %s"
            .formatted(c.getSequence(), c.getAttempt(), seen.at(), c.getReaderEpoch(), what));
  }

  private static Line resultLine(Seen<JobResult> seen) {
    JobResult r = seen.value();
    return new Line(
        r.getObservedAt(),
        "result    attempt %d %s, %s chunks, error %s, at %s"
            .formatted(
                r.getAttempt(),
                r.getStatus(),
                r.getChunkCount(),
                r.getError() == null ? null : r.getError().getKind(),
                seen.at()));
  }

  private static String shortened(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
  }
}
