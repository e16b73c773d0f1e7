package io.runpod.kafka.simulator.job;

import io.runpod.kafka.simulator.EndpointOptions;
import io.runpod.kafka.simulator.job.LifeOfAJob.Action;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * One endpoint's jobs, queue and workers: every operation of the API as a call, in simulated time,
 * without threads, sockets or a clock. Not thread-safe: owned by whoever holds the endpoint's lock.
 *
 * <p>The owner brings the board up to date with {@link #advance} before each call, and performs
 * {@link #takeEffects} after it. A call that waits returns empty; its answer comes as an effect.
 */
public final class Board {

  private final Ids ids;
  private final Agenda agenda;
  private final List<Effect> effects = new ArrayList<>();
  private final Backlog backlog = new Backlog();
  private final Counters counters = new Counters();
  private final Register register;
  private final Crew crew;
  private final WaitingRoom waitingRoom;
  private final Announcements announcements;
  private final Lifecycle lifecycle;
  private final Attempts attempts;
  private final RemoteWorkers remote;
  private final Dispatcher dispatcher;
  private final WorkerDesk workerDesk;
  private final Insight insight;

  /** An endpoint without jobs at simulated time {@code now}, epoch ms. */
  public Board(EndpointOptions options, Ids ids, long now) {
    this.ids = ids;
    agenda = new Agenda(now);
    register = new Register(options.remembered());
    crew = new Crew(options.concurrency(), ids::worker);
    waitingRoom = new WaitingRoom(agenda, effects);
    announcements = new Announcements(agenda, effects);
    lifecycle = new Lifecycle(options, agenda, register, waitingRoom, counters, announcements);
    attempts = new Attempts(options, agenda, backlog, lifecycle, waitingRoom, this::dispatch);
    remote = new RemoteWorkers(options, agenda, attempts, effects);
    dispatcher =
        new Dispatcher(
            options,
            backlog,
            new Staffing(options, agenda, crew, this::dispatch),
            remote,
            attempts,
            new ScriptPlayer(agenda, attempts));
    workerDesk = new WorkerDesk(remote, attempts, this::dispatch);
    insight = new Insight(register, backlog, crew, remote, waitingRoom);
  }

  /** Lets everything happen that is due up to {@code now}, epoch ms, each at its own time. */
  public void advance(long now) {
    agenda.playUntil(now, waitingRoom::settle);
  }

  /** When something happens next, epoch ms; {@link Long#MAX_VALUE} for never. */
  public long nextDue() {
    return agenda.nextDue();
  }

  /** What the owner has to do now; the list is the owner's. */
  public List<Effect> takeEffects() {
    waitingRoom.settle();
    if (effects.isEmpty()) {
      return List.of();
    }
    List<Effect> taken = List.copyOf(effects);
    effects.clear();
    return taken;
  }

  public Answer run(Submission submission) {
    Answer answer = Answer.ok(JobView.brief(accept(submission, /* sync= */ false)));
    dispatch();
    return answer;
  }

  /** The whole state at the end, or id and status alone after {@code waitMs}. */
  public Optional<Answer> runSync(Submission submission, long waitMs, Consumer<Answer> reply) {
    Job job = accept(submission, /* sync= */ true);
    Optional<Answer> answer =
        waitingRoom.awaitEnd(job, waitMs, late -> reply.accept(JobView.briefUnlessEnded(late)));
    dispatch();
    return answer;
  }

  /** The job's state; {@code ttlMs} shortens the remaining life of a result, never lengthens it. */
  public Answer status(String id, OptionalLong ttlMs) {
    return answer(
        id,
        job -> {
          ttlMs.ifPresent(ttl -> lifecycle.shorten(job, ttl));
          return Answer.ok(JobView.status(job));
        });
  }

  public Optional<Answer> statusSync(String id, long waitMs, Consumer<Answer> reply) {
    return wait(id, job -> waitingRoom.awaitEnd(job, waitMs, reply));
  }

  public Optional<Answer> stream(String id, long waitMs, Consumer<Answer> reply) {
    return wait(id, job -> waitingRoom.awaitChunk(job, waitMs, reply));
  }

  /** Ends a queued or running job; a job that has ended just shows its state. */
  public Answer cancel(String id) {
    return answer(
        id,
        job -> {
          remove(job, Action.CANCEL);
          return Answer.ok(JobView.status(job));
        });
  }

  /** Queues a failed or timed-out job again, under its id. */
  public Answer retry(String id) {
    return answer(
        id,
        job -> {
          if (!lifecycle.move(job, Action.RETRY)) {
            return Answer.error(
                400, "job is " + job.state() + "; only FAILED and TIMED_OUT jobs can be retried");
          }
          job.forgetLife();
          backlog.add(job);
          Answer answer = Answer.ok(JobView.brief(job));
          dispatch();
          return answer;
        });
  }

  public Answer purgeQueue() {
    List<Job> queued = backlog.drain();
    queued.forEach(job -> lifecycle.move(job, Action.PURGE));
    return Answer.ok(JobView.purged(queued.size()));
  }

  /** A webhook try was answered with this HTTP code; 0 = not at all. */
  public void webhookAnswered(String jobId, int attempt, int code) {
    register.recall(jobId).ifPresent(job -> announcements.answered(job, attempt, code));
  }

  /** The real workers of this endpoint. */
  public WorkerDesk workers() {
    return workerDesk;
  }

  /** What there is to see of this endpoint from behind. */
  public Insight insight() {
    return insight;
  }

  public Answer health() {
    return Answer.ok(counters.health(backlog, crew, remote));
  }

  /** So many scripted workers are throttled or unhealthy and take no jobs. */
  public void ail(int throttled, int unhealthy) {
    crew.ail(throttled, unhealthy);
    dispatch();
  }

  private void dispatch() {
    dispatcher.dispatch();
  }

  private Job accept(Submission submission, boolean sync) {
    Job job = new Job(ids.job(sync), sync, submission, agenda.now());
    lifecycle.begin(job, () -> remove(job, Action.EXPIRE));
    backlog.add(job);
    return job;
  }

  private void remove(Job job, Action action) {
    if (lifecycle.move(job, action)) {
      backlog.remove(job);
      attempts.leave(job);
      dispatch();
    }
  }

  private Answer answer(String id, Function<Job, Answer> call) {
    return register.find(id).map(call).orElseGet(Answer::jobNotFound);
  }

  private Optional<Answer> wait(String id, Function<Job, Optional<Answer>> call) {
    return register.find(id).map(call).orElseGet(() -> Optional.of(Answer.jobNotFound()));
  }
}
