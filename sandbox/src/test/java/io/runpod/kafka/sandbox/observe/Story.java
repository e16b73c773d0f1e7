package io.runpod.kafka.sandbox.observe;

import io.runpod.kafka.simulator.JobTruth;
import java.util.List;
import java.util.Optional;

/** What went in, what really happened, and what came out. */
public record Story(Produced produced, Truth truth, Outputs outputs, List<DeadLetter> deadLetters) {
  public Story {
    deadLetters = List.copyOf(deadLetters);
  }

  /** The story as a consumer sees it that drops what has an event ID it knows. */
  Story deduplicated() {
    return new Story(produced, truth, outputs.deduplicated(), deadLetters);
  }

  /** The dead letters of an input record. */
  List<DeadLetter> deadLetters(SentRecord sent) {
    return deadLetters.stream().filter(letter -> letter.at().equals(sent.at())).toList();
  }

  /** The jobs an input record became, in the order of acceptance. */
  List<JobTruth> jobs(SentRecord sent) {
    return truth.jobsOf(sent.number());
  }

  /** The input record of a job. */
  Optional<SentRecord> recordOf(JobTruth job) {
    return produced.record(Truth.number(job.input()));
  }

  /** Everything that is known of a job or record, line by line in the order of time. */
  public String history(Violation.About about) {
    return new History(this).of(about);
  }
}
