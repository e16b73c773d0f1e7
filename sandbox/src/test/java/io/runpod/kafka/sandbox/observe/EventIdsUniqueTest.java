package io.runpod.kafka.sandbox.observe;

import static io.runpod.kafka.sandbox.observe.Broken.breaksAboutJob;
import static io.runpod.kafka.sandbox.observe.Broken.keeps;

import io.runpod.kafka.schema.JobResult;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EventIdsUniqueTest {
  private final Tale tale = Tale.right();
  private final EventIdsUnique unique = new EventIdsUnique();

  @Test
  void isKeptByARecordForEachId() {
    keeps(unique, tale);
  }

  @Test
  void isBrokenByTheSameResultAgain() {
    Seen<JobResult> first = tale.results.get(0);
    tale.results.add(
        new Seen<>(first.value(), new Coordinates("results", 0, 9), first.key(), first.eventId()));

    breaksAboutJob(unique, tale, "is at results-0@0 and again at results-0@9", Tale.STREAMED);
  }

  @Test
  void isBrokenByTwoEventsWithOneIdInDifferentTopics() {
    Seen<JobResult> first = tale.results.get(0);
    tale.results.set(
        0, new Seen<>(first.value(), first.at(), first.key(), tale.statuses.get(0).eventId()));

    breaksAboutJob(unique, tale, "is at status-0@0 and again at results-0@0", Tale.STREAMED);
  }

  @Test
  void isBrokenByARecordWithoutAnId() {
    Seen<JobResult> first = tale.results.get(0);
    tale.results.set(0, new Seen<>(first.value(), first.at(), first.key(), Optional.empty()));

    breaksAboutJob(unique, tale, "the record at results-0@0 has no event ID", Tale.STREAMED);
  }
}
