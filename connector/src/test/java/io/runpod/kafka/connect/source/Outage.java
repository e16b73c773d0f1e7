package io.runpod.kafka.connect.source;

import io.runpod.kafka.connect.api.Answer;
import io.runpod.kafka.connect.api.KnownEndpoints;
import io.runpod.kafka.connect.job.Cursor;
import io.runpod.kafka.connect.job.Job;
import io.runpod.kafka.connect.job.JobEvent;
import io.runpod.kafka.connect.job.JobId;
import io.runpod.kafka.connect.job.JobLife;
import io.runpod.kafka.connect.job.JobTerms;
import io.runpod.kafka.connect.job.RequestRef;
import io.runpod.kafka.connect.poll.LoneSchedule;
import io.runpod.kafka.connect.poll.Poll;
import io.runpod.kafka.connect.poll.PollLimits;
import io.runpod.kafka.connect.poll.PollSchedule;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;

/**
 * A source's rules in virtual time, wired as the task wires them, against an endpoint that answers
 * everything in the same wrong way for a while, though its workers go on. Jobs take equally long,
 * one after the other.
 */
final class Outage {
  private static final Instant START = Instant.parse("2026-11-23T12:00:00Z");
  private static final Duration RETENTION = Duration.ofMinutes(30);
  private static final Duration SYNC_RETENTION = Duration.ofMinutes(1);
  private static final long HALF_TRIP = 25;
  private static final long PUBLISH = 15;
  private static final long HEALTH = 10_000;
  private static final long NAP = Duration.ofMillis(200).toNanos();
  private static final int LIMIT_PER_10S = 2_000;
  private static final PollLimits LIMITS =
      new PollLimits(
          100,
          80,
          Duration.ofSeconds(2),
          Duration.ofSeconds(1),
          Duration.ofSeconds(20),
          16,
          Duration.ofMillis(100),
          Duration.ofMillis(500),
          Duration.ofSeconds(60),
          Duration.ofSeconds(5),
          Optional.empty());

  private final EndpointWatch watch =
      new EndpointWatch(ModelReader.ENDPOINT, new KnownEndpoints(Set.of()));
  private final JobReader reader = new JobReader(new JobLife(1), watch, 1_000_000, new Random(1));
  private final PollSchedule schedule =
      LoneSchedule.of(LIMITS, LIMIT_PER_10S, ModelReader.nanos(START));
  private final PriorityQueue<Event> events =
      new PriorityQueue<>((a, b) -> Long.compare(a.at, b.at));
  private final Map<JobId, Fortune> fortunes = new LinkedHashMap<>();
  private final long from;
  private final long until;
  private final Answer meanwhile;
  private long now;
  private long asked;

  private record Event(long at, Runnable action) {}

  /** What becomes of one job; times are ms since the beginning. */
  static final class Fortune {
    final long startsAt;
    final long endsAt;
    final long goneAt;
    private JobEvent.ResultReady result;
    private long toldAt;

    private Fortune(long startsAt, long endsAt, Duration retention) {
      this.startsAt = startsAt;
      this.endsAt = endsAt;
      this.goneAt = endsAt + retention.toMillis();
    }

    JobEvent.ResultReady result() {
      return result;
    }

    long toldAt() {
      return toldAt;
    }

    boolean isExpired() {
      return result.expired().isPresent();
    }
  }

  /**
   * @param begin when the endpoint begins to answer in that way
   */
  Outage(Duration begin, Duration length, Answer meanwhile) {
    this.meanwhile = meanwhile;
    this.from = begin.toMillis();
    this.until = begin.plus(length).toMillis();
    at(0, this::readHealth);
  }

  /** Submits jobs now, of which so many end each second. */
  void submit(int jobs, int perSecond, boolean sync, boolean streamed) {
    for (int i = 0; i < jobs; i++) {
      long start = now + i * 1_000L / perSecond;
      JobTerms terms = sync ? JobTerms.NONE.withSync() : JobTerms.NONE;
      Job job =
          new Job(
              new JobId("job-" + fortunes.size()),
              ModelReader.ENDPOINT,
              new RequestRef("runpod.jobs", 0, i, 1L, Optional.empty()),
              Map.of(),
              terms,
              instant(),
              0,
              fortunes.size(),
              Cursor.QUEUED,
              streamed);
      fortunes.put(job.id(), new Fortune(start, start + 2_000, sync ? SYNC_RETENTION : RETENTION));
      schedule.add(job, nanos());
    }
  }

  /** Plays on until every job has its result. */
  Collection<Fortune> play() {
    while (schedule.live() > 0) {
      ask();
      long nap = watch.callable(instant()) ? schedule.nanosToNext(nanos()) : NAP;
      long next = nap == Long.MAX_VALUE ? Long.MAX_VALUE : now + Math.max(1, nap / 1_000_000);
      now = Math.max(now, Math.min(next, events.peek().at));
      while (events.peek().at <= now) {
        events.poll().action.run();
      }
    }
    return fortunes.values();
  }

  private boolean isOut() {
    return now >= from && now < until;
  }

  private void readHealth() {
    if (!isOut()) {
      watch.answered(instant());
    }
    at(now + HEALTH, this::readHealth);
  }

  private void ask() {
    while (watch.callable(instant())) {
      Optional<Poll> poll = schedule.next(nanos());
      if (poll.isEmpty()) {
        return;
      }
      watch.called(instant());
      asked++;
      at(now + HALF_TRIP, () -> arrive(poll.get()));
    }
  }

  private void arrive(Poll question) {
    if (isOut()) {
      reply(question, meanwhile);
      return;
    }
    Fortune fortune = fortunes.get(question.job().id());
    boolean held = !question.hold().isZero() && now >= fortune.startsAt && now < fortune.endsAt;
    long answered = held ? Math.min(fortune.endsAt, now + question.hold().toMillis()) : now;
    at(answered, () -> reply(question, isOut() ? meanwhile : truth(question)));
  }

  private Answer truth(Poll question) {
    Fortune fortune = fortunes.get(question.job().id());
    if (now >= fortune.goneAt) {
      return response(404, "{\"detail\":\"job not found\"}");
    }
    String status =
        now < fortune.startsAt ? "IN_QUEUE" : now < fortune.endsAt ? "IN_PROGRESS" : "COMPLETED";
    return response(
        200,
        question.kind() == Poll.Kind.STREAM
            ? "{\"status\":\"" + status + "\",\"stream\":[]}"
            : "{\"status\":\""
                + status
                + "\""
                + (status.equals("COMPLETED") ? ",\"output\":\"done\"" : "")
                + "}");
  }

  static Answer response(int code, String body) {
    return new Answer.Response(code, body.getBytes(StandardCharsets.UTF_8), Optional.empty());
  }

  private void reply(Poll question, Answer answer) {
    at(now + HALF_TRIP, () -> takeUp(question, answer));
  }

  private void takeUp(Poll question, Answer answer) {
    Job job = question.job();
    PollOutcome outcome = reader.read(question, answer, instant());
    schedule.answered(job, nanos());
    if (outcome.hint() == PollOutcome.Hint.THROTTLED) {
      schedule.throttled(nanos());
    }
    outcome.silence().ifPresent(time -> schedule.quiet(nanos() + time.toNanos()));
    if (outcome.hint() == PollOutcome.Hint.MISSING) {
      schedule.missing(job, outcome.again().orElseThrow(), nanos());
    } else if (outcome.hint() == PollOutcome.Hint.THROTTLED) {
      schedule.refused(job, outcome.again().orElseThrow(), nanos());
    } else if (outcome.again().isPresent()) {
      schedule.postponed(job, outcome.again().get(), nanos());
    } else if (outcome.events().isEmpty()) {
      schedule.unchanged(job, nanos());
    } else {
      outcome.events().forEach(this::tell);
      at(now + PUBLISH, () -> schedule.published(job, nanos()));
    }
  }

  private void tell(JobEvent event) {
    if (event instanceof JobEvent.ResultReady result) {
      Fortune fortune = fortunes.get(event.job().id());
      fortune.result = result;
      fortune.toldAt = now;
    }
  }

  long asked() {
    return asked;
  }

  private void at(long time, Runnable action) {
    events.add(new Event(Math.max(time, now), action));
  }

  private Instant instant() {
    return START.plusMillis(now);
  }

  private long nanos() {
    return ModelReader.nanos(instant());
  }
}
