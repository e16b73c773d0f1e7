package io.runpod.kafka.sandbox.observe;

import io.runpod.kafka.schema.JobStatus;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * G3, G4: the status records of a job are numbered 0, 1, 2 …, each names the one before, none is
 * told twice; an attempt begins at IN_QUEUE and nothing follows its end but the next attempt; and
 * all of it really happened, in that order.
 */
public final class StatusChainValid implements Guarantee {
  private static final Set<String> TERMINAL =
      Set.of("COMPLETED", "FAILED", "CANCELLED", "TIMED_OUT", "EXPIRED");
  private static final Set<String> RETRIED = Set.of("FAILED", "TIMED_OUT");

  private final boolean repeats;

  /** As it is with exactly-once. */
  public StatusChainValid() {
    this(false);
  }

  private StatusChainValid(boolean repeats) {
    this.repeats = repeats;
  }

  /**
   * As it is without exactly-once: a task that takes over from a killed one goes back to where the
   * stored offset was, and tells on from there.
   */
  public static StatusChainValid withRepeats() {
    return new StatusChainValid(true);
  }

  @Override
  public List<Violation> violations(Story story) {
    List<Violation> found = new ArrayList<>();
    for (String job : story.outputs().jobs()) {
      List<Seen<JobStatus>> seen = story.outputs().statuses(job);
      if (seen.isEmpty()) {
        found.add(Violation.ofJob(job, "no status record"));
        continue;
      }
      if (seen.stream().map(one -> one.at().partition()).distinct().count() > 1) {
        found.add(Violation.ofJob(job, "status records in several partitions"));
      }
      List<JobStatus> told = seen.stream().map(Seen::value).toList();
      List<JobStatus> chain = new ArrayList<>();
      for (JobStatus status : told) {
        if (repeats && status.getSequence() < chain.size()) {
          untrue(job, chain, story, found);
          chain.subList((int) status.getSequence(), chain.size()).clear();
        }
        String wrong = chain.isEmpty() ? wrongAsFirst(status) : wrongAfter(last(chain), status);
        if (!wrong.isEmpty()) {
          found.add(Violation.ofJob(job, "status #%d: %s".formatted(status.getSequence(), wrong)));
        }
        chain.add(status);
      }
      untrue(job, chain, story, found);
      unfinished(job, told, story, found);
      if (repeats) {
        untrue(job, withoutRepeats(job, story), story, found);
      }
    }
    return found;
  }

  private static JobStatus last(List<JobStatus> chain) {
    return chain.get(chain.size() - 1);
  }

  private static List<JobStatus> withoutRepeats(String job, Story story) {
    return story.deduplicated().outputs().statuses(job).stream().map(Seen::value).toList();
  }

  private static String wrongAsFirst(JobStatus first) {
    if (first.getSequence() != 0 || first.getAttempt() != 1) {
      return "the chain begins in the middle";
    }
    return first.getPreviousStatus() == null && first.getStatus().equals("IN_QUEUE")
        ? ""
        : "a chain begins at IN_QUEUE, after nothing";
  }

  private static String wrongAfter(JobStatus before, JobStatus status) {
    if (status.getSequence() != before.getSequence() + 1) {
      return "follows #" + before.getSequence();
    } else if (!before.getStatus().equals(status.getPreviousStatus())) {
      return "says it follows " + status.getPreviousStatus() + ", not " + before.getStatus();
    } else if (status.getAttempt() == before.getAttempt() + 1) {
      return RETRIED.contains(before.getStatus()) && status.getStatus().equals("IN_QUEUE")
          ? ""
          : "the next attempt begins at IN_QUEUE, after FAILED or TIMED_OUT";
    } else if (status.getAttempt() != before.getAttempt()) {
      return "attempt %d after %d".formatted(status.getAttempt(), before.getAttempt());
    } else if (TERMINAL.contains(before.getStatus())) {
      return "follows the end of its attempt, " + before.getStatus();
    } else if (isSame(before, status)) {
      return "tells the same again";
    } else if (status.getStatus().equals("IN_QUEUE")
        && Objects.equals(before.getRetries(), status.getRetries())) {
      return "is back in the queue without having been dispatched again";
    }
    return "";
  }

  private static boolean isSame(JobStatus one, JobStatus other) {
    return one.getStatus().equals(other.getStatus())
        && Objects.equals(one.getRetries(), other.getRetries())
        && Objects.equals(one.getProgress(), other.getProgress());
  }

  private static void untrue(
      String job, List<JobStatus> chain, Story story, List<Violation> found) {
    Map<Integer, List<String>> told = new LinkedHashMap<>();
    for (JobStatus status : chain) {
      List<String> words = told.computeIfAbsent(status.getAttempt(), n -> new ArrayList<>());
      // progress repeats the word
      if (words.isEmpty() || !words.get(words.size() - 1).equals(status.getStatus())) {
        words.add(status.getStatus());
      }
    }
    List<TrueAttempt> attempts = story.truth().attempts(job);
    told.forEach(
        (number, words) -> {
          if (attempts.stream().noneMatch(one -> one.number() == number && one.had(words))) {
            found.add(Violation.ofJob(job, "attempt %d never was %s".formatted(number, words)));
          }
        });
  }

  /**
   * A result comes behind the status that says the same. If RunPod has forgotten it, the end that
   * was told stands: nothing follows it, and the result alone says EXPIRED.
   */
  private static void unfinished(
      String job, List<JobStatus> chain, Story story, List<Violation> found) {
    story
        .outputs()
        .results(job)
        .forEach(
            seen -> {
              boolean told =
                  chain.stream()
                      .anyMatch(
                          status ->
                              status.getAttempt() == seen.value().getAttempt()
                                  && mayEndAs(status.getStatus(), seen.value().getStatus())
                                  && !status.getObservedAt().isAfter(seen.value().getObservedAt()));
              if (!told) {
                found.add(
                    Violation.ofJob(
                        job,
                        "the result %s of attempt %d has no status before it"
                            .formatted(seen.value().getStatus(), seen.value().getAttempt())));
              }
            });
  }

  private static boolean mayEndAs(String told, String result) {
    return told.equals(result) || (result.equals("EXPIRED") && TERMINAL.contains(told));
  }
}
