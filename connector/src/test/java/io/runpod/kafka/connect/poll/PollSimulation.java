package io.runpod.kafka.connect.poll;

import io.runpod.kafka.connect.flow.Backoff;
import io.runpod.kafka.connect.job.Cursor;
import io.runpod.kafka.connect.job.Job;
import io.runpod.kafka.connect.job.JobEvent;
import io.runpod.kafka.connect.job.JobLife;
import io.runpod.kafka.connect.job.JobStatus;
import io.runpod.kafka.connect.job.JobTerms;
import io.runpod.kafka.connect.job.Jobs;
import io.runpod.kafka.connect.job.Missing;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;

/** Plays a poller against a {@link SimulatedEndpoint} in virtual time, without waiting. */
final class PollSimulation {
  private static final long MS = 1_000_000;
  private static final long ROUND_TRIP = 50 * MS;
  private static final long PUBLISH = 15 * MS;
  private static final Duration MISSING_AGAIN = Duration.ofSeconds(10);
  private static final Backoff BACKOFF =
      new Backoff(Duration.ofMillis(500), Duration.ofSeconds(30));
  private static final Backoff SYNC_BACKOFF =
      new Backoff(Duration.ofMillis(500), Duration.ofSeconds(5));
  private static final Duration TIMEOUT = Duration.ofSeconds(15);
  private static final Duration HEALTH_INTERVAL = Duration.ofSeconds(10);

  private final SimulatedEndpoint endpoint;
  private final Poller poller;
  private final JobLife life = new JobLife(1);
  private final Random random = new Random(7);
  private final Events events = new Events();
  private final Map<Job, Integer> failures = new HashMap<>();
  private final Map<Job, Long> startSeen = new HashMap<>();
  private final Map<Job, Long> endSeen = new HashMap<>();
  private boolean streamed;
  private int submitted;
  private long now;
  private Instant answeredLast = Instant.MIN;
  private int asked;
  private int refused;
  private int lost;

  PollSimulation(SimulatedEndpoint endpoint, Poller poller) {
    this.endpoint = endpoint;
    this.poller = poller;
  }

  PollSimulation(SimulatedEndpoint endpoint, PollSchedule schedule) {
    this(endpoint, Poller.of(schedule));
  }

  /** Jobs from now on have a stream, with nothing in it. */
  void streamed() {
    streamed = true;
  }

  void submit(int count) {
    submit(count, number -> false);
  }

  /**
   * @param low which jobs, by their number, have low priority
   */
  void submit(int count, Predicate<Integer> low) {
    submit(count, low, JobTerms.NONE);
  }

  /** Jobs of {@code /runsync}. */
  void submitSync(int count) {
    submit(count, number -> false, JobTerms.NONE.withSync());
  }

  private void submit(int count, Predicate<Integer> low, JobTerms terms) {
    for (int i = 0; i < count; i++) {
      int number = submitted++;
      Job job = Jobs.job("job-" + number, number, Cursor.QUEUED, streamed, terms);
      endpoint.submit(job, low.test(number), now);
      poller.add(job, now);
    }
  }

  /** Submits so many jobs each second from then on. */
  void submitEverySecond(int count, Duration from) {
    after(
        from,
        () -> {
          submit(count);
          submitEverySecond(count, Duration.ofSeconds(1));
        });
  }

  /** From now on RunPod announces the end of each job that long after it. */
  void announceEnds(Duration delay) {
    endpoint.onEnd(run -> at(run.end + delay.toNanos(), () -> poller.nudge(run.job, now)));
  }

  /** From now on {@code /health} is read. */
  void readHealth() {
    if (!endpoint.isSilent(now)) {
      answeredLast = time();
      poller.workers(endpoint.running(), now);
    }
    after(HEALTH_INTERVAL, this::readHealth);
  }

  /** Empties RunPod's queue, which the ledger tells of at once. */
  void purge() {
    for (Job job : endpoint.purge(now)) {
      job.purged();
      poller.soon(job, now);
    }
  }

  void after(Duration delay, Runnable action) {
    at(now + delay.toNanos(), action);
  }

  void play(Duration time) {
    long end = now + time.toNanos();
    while (now < end) {
      ask();
      long wait = Math.min(end - now, Math.max(1, poller.nanosToNext(now)));
      long next = Math.min(endpoint.nextEvent(), events.next());
      now = Math.max(now, Math.min(now + wait, next));
      endpoint.advance(now);
      events.happen(now);
    }
  }

  private void ask() {
    for (Optional<Poll> poll = poller.next(now); poll.isPresent(); poll = poller.next(now)) {
      asked++;
      Poll question = poll.get();
      at(now + ROUND_TRIP / 2, () -> arrive(question));
    }
  }

  private void arrive(Poll question) {
    Job job = question.job();
    if (!endpoint.isSilent(now) && !endpoint.admits(now)) {
      refused++;
      at(now + ROUND_TRIP / 2, () -> refused(job));
      return;
    }
    SimulatedEndpoint.Run run = endpoint.run(job);
    long limit = now + question.hold().toNanos();
    if (question.kind() == Poll.Kind.STREAM) {
      // nothing comes, and that is known only when the hold is over
      at(limit, () -> answer(question));
    } else if (run == null || run.end <= now || run.end > limit) {
      at(run == null || run.end <= now ? now : limit, () -> answer(question));
    } else {
      run.waiting = ended -> at(ended, () -> answer(question));
    }
  }

  private void refused(Job job) {
    poller.answered(job, now);
    poller.throttled(now);
    poller.refused(job, delay(job), now);
  }

  private void answer(Poll question) {
    if (endpoint.isSilent(now)) {
      after(TIMEOUT, () -> timedOut(question.job()));
      return;
    }
    Optional<JobStatus> status = endpoint.status(question.job(), now);
    at(now + ROUND_TRIP / 2, () -> takeUp(question, status));
  }

  private void timedOut(Job job) {
    poller.answered(job, now);
    poller.postponed(job, delay(job), now);
  }

  private Duration delay(Job job) {
    int count = failures.merge(job, 1, Integer::sum);
    Backoff backoff = job.terms().sync() ? SYNC_BACKOFF : BACKOFF;
    return backoff.delay(count, Optional.empty(), random);
  }

  private void takeUp(Poll question, Optional<JobStatus> status) {
    Job job = question.job();
    if (status.isEmpty()) {
      missing(job);
      return;
    }
    answeredLast = time();
    failures.remove(job);
    List<JobEvent> news =
        question.kind() == Poll.Kind.STREAM
            ? life.streamRead(job, Jobs.stream(status.get()), time())
            : life.statusRead(job, Jobs.answer(status.get()), time());
    if (!status.get().equals(JobStatus.IN_QUEUE)) {
      startSeen.putIfAbsent(job, now);
    }
    poller.answered(job, now);
    settle(job, news);
  }

  private void missing(Job job) {
    Optional<JobEvent.ExpiredReason> gone = Missing.seen(job, time(), answeredLast);
    poller.answered(job, now);
    if (gone.isEmpty()) {
      poller.missing(job, MISSING_AGAIN, now);
      return;
    }
    lost += job.removalExpected() ? 0 : 1;
    settle(
        job,
        job.removalExpected() ? life.removed(job, time()) : life.expired(job, gone.get(), time()));
  }

  private void settle(Job job, List<JobEvent> news) {
    if (job.phase() == Job.Phase.ENDED) {
      endSeen.putIfAbsent(job, now);
      Optional.ofNullable(endpoint.run(job))
          .ifPresent(run -> poller.ran(Duration.ofNanos(run.end - run.start)));
    }
    if (news.isEmpty()) {
      poller.unchanged(job, now);
    } else {
      at(now + PUBLISH, () -> poller.published(job, now));
    }
  }

  private void at(long time, Runnable action) {
    events.add(Math.max(time, now), action);
  }

  private Instant time() {
    return Jobs.NOW.plusNanos(now);
  }

  /** From the end of each job that ended in a span of time until it was seen. */
  Lags ends(Duration from, Duration to, Predicate<Job> which) {
    return new Lags(
        endpoint.runs().stream()
            .filter(run -> within(run.end, from, to) && which.test(run.job))
            .mapToLong(run -> endSeen.getOrDefault(run.job, now) - run.end));
  }

  /** The same of all that ended since then. */
  Lags endsSince(Duration from) {
    return ends(from, Duration.ofNanos(now), job -> true);
  }

  /** From the start of each job that started since then until it was seen. */
  Lags startsSince(Duration from) {
    return new Lags(
        endpoint.runs().stream()
            .filter(run -> within(run.start, from, Duration.ofNanos(now)))
            .mapToLong(run -> startSeen.getOrDefault(run.job, now) - run.start));
  }

  /** From the purge until it was seen of each job. */
  Lags purges() {
    return new Lags(
        endpoint.purged().entrySet().stream()
            .mapToLong(entry -> endSeen.getOrDefault(entry.getKey(), now) - entry.getValue()));
  }

  private static boolean within(long time, Duration from, Duration to) {
    return time >= from.toNanos() && time < to.toNanos();
  }

  /** Jobs that have ended, or were purged, and were not seen to. */
  long unseen() {
    long over = endpoint.runs().stream().filter(run -> run.end <= now).count();
    return over + endpoint.purged().size() - endSeen.size();
  }

  int seen() {
    return endSeen.size();
  }

  int asked() {
    return asked;
  }

  /** Requests that were too many. */
  int refused() {
    return refused;
  }

  /** Jobs whose results were gone before they were seen. */
  int lost() {
    return lost;
  }
}
