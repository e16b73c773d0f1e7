package io.runpod.kafka.sandbox.observe;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** G3: a {@code read_committed} consumer sees every event once, by its ID. */
public final class EventIdsUnique implements Guarantee {
  @Override
  public List<Violation> violations(Story story) {
    List<Violation> found = new ArrayList<>();
    Map<String, Seen<?>> first = new HashMap<>();
    story
        .outputs()
        .everything()
        .forEach(
            seen -> {
              if (seen.eventId().isEmpty()) {
                found.add(about(seen, "the record at " + seen.at() + " has no event ID"));
                return;
              }
              String id = seen.eventId().get();
              Seen<?> before = first.putIfAbsent(id, seen);
              if (before != null) {
                found.add(about(seen, id + " is at " + before.at() + " and again at " + seen.at()));
              }
            });
    return found;
  }

  /** Records about jobs have the job's ID as their key. */
  private static Violation about(Seen<?> seen, String what) {
    return new Violation(what, Optional.of(new Violation.OfJob(seen.key())));
  }
}
