package io.runpod.kafka.sandbox.observe;

import java.util.ArrayList;
import java.util.List;

/**
 * G8: a record became what it was meant to: a job or one dead letter, never both. A record in doubt
 * may be a dead letter beside the job RunPod may have made of it.
 */
public final class EachRecordHasOneFate implements Guarantee {
  private final InDoubt inDoubt;
  private final boolean crashed;
  private final boolean parking;

  private EachRecordHasOneFate(InDoubt inDoubt, boolean crashed, boolean parking) {
    this.inDoubt = inDoubt;
    this.crashed = crashed;
    this.parking = parking;
  }

  /** Where nothing is killed. */
  public static EachRecordHasOneFate strictly() {
    return new EachRecordHasOneFate(InDoubt.none(), false, false);
  }

  /** A dead letter is written before its offset is committed: a crash between may repeat it. */
  public static EachRecordHasOneFate throughCrashes(InDoubt inDoubt) {
    return new EachRecordHasOneFate(inDoubt, true, false);
  }

  /**
   * The same where a record in doubt is parked: the dead letter says so, and may be its one fate.
   */
  public static EachRecordHasOneFate parking(InDoubt inDoubt) {
    return new EachRecordHasOneFate(inDoubt, true, true);
  }

  @Override
  public List<Violation> violations(Story story) {
    List<Violation> found = new ArrayList<>();
    for (SentRecord sent : story.produced().records()) {
      int letters = story.deadLetters(sent).size();
      boolean job = !story.jobs(sent).isEmpty();
      boolean parked = parking && isParked(story.deadLetters(sent));
      boolean doubted = (job || parked) && inDoubt.allows(sent, story.jobs(sent));
      if (letters > 1 && !crashed) {
        found.add(Violation.ofRecord(sent.at(), "%d dead letters".formatted(letters)));
      } else if (letters > 0 && job && !doubted) {
        found.add(Violation.ofRecord(sent.at(), "a job and a dead letter"));
      } else if (letters > 0 && sent.meant() == SentRecord.Fate.JOB && !doubted) {
        found.add(Violation.ofRecord(sent.at(), "a good record is a dead letter"));
      } else if (job && sent.meant() == SentRecord.Fate.DEAD_LETTER) {
        found.add(Violation.ofRecord(sent.at(), "a bad record was submitted"));
      }
    }
    for (DeadLetter letter : story.deadLetters()) {
      if (story.produced().record(letter.at()).isEmpty()) {
        found.add(Violation.of("a dead letter of no record that was sent: %s".formatted(letter)));
      }
    }
    return found;
  }

  private static boolean isParked(List<DeadLetter> letters) {
    return !letters.isEmpty()
        && letters.stream().allMatch(letter -> letter.reason().startsWith("in doubt"));
  }
}
