package io.runpod.kafka.connect.source;

import io.runpod.kafka.connect.api.Answer;
import io.runpod.kafka.connect.poll.Poll;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * RunPod as a model: one queue, some workers, streams that are read once. Everything it does is
 * chance of one seed; time is told.
 */
final class ModelRunPod {
  private static final long RETENTION = Duration.ofMinutes(30).toMillis();
  private static final int CHUNKS_PER_READ = 3;

  /** Longer than any exchange: what was asked before a retry is answered before it runs. */
  private static final long COLD_START = 5_000;

  private static final int WORKERS = 4;

  private final Random random;
  private final Map<String, ModelJob> jobs = new LinkedHashMap<>();
  private final Deque<ModelJob> queue = new ArrayDeque<>();
  private final List<ModelJob> running = new ArrayList<>();
  private long now;

  ModelRunPod(Random random) {
    this.random = random;
  }

  void time(long epochMs) {
    now = epochMs;
    for (ModelJob job : jobs.values()) {
      if (!job.gone && job.ended() && now - job.endedAt >= RETENTION) {
        forget(job, "forgets");
      }
    }
  }

  ModelJob submit(String id, int ledgerPartition) {
    boolean streamed = random.nextInt(4) > 0;
    ModelJob job =
        new ModelJob(
            id,
            ledgerPartition,
            now,
            streamed,
            streamed ? random.nextInt(9) : 0,
            random.nextBoolean());
    jobs.put(id, job);
    queue.addLast(job);
    log(job, "RunPod takes it");
    return job;
  }

  /** Lets one thing happen. */
  void work() {
    if (!queue.isEmpty()
        && queue.peekFirst().notBefore <= now
        && running.size() < WORKERS
        && random.nextInt(3) == 0) {
      ModelJob job = queue.pollFirst();
      job.status = "IN_PROGRESS";
      running.add(job);
      log(job, "a worker takes it");
    } else if (!running.isEmpty()) {
      step(running.get(random.nextInt(running.size())));
    }
  }

  boolean idle() {
    return queue.isEmpty() && running.isEmpty();
  }

  private void step(ModelJob job) {
    int chance = random.nextInt(100);
    if (chance < 10) {
      job.progress = Optional.of("\"p" + random.nextInt(3) + "\"");
      log(job, "progress " + job.progress.get());
    } else if (chance < 12 && job.retries < 2) {
      job.retries++;
      log(job, "is dispatched again");
    } else if (yieldsMore(job)) {
      String chunk =
          "\"" + job.id + "/" + job.attempts.size() + "/" + job.attempt().yielded.size() + "\"";
      job.attempt().yielded.add(chunk);
      job.buffer.addLast(chunk);
      log(job, "yields " + chunk);
    } else if (chance < 70) {
      end(job, random.nextInt(5));
    }
  }

  private static boolean yieldsMore(ModelJob job) {
    return job.attempt().yielded.size() < job.chunks + job.retries * 2;
  }

  private void end(ModelJob job, int luck) {
    String end =
        switch (luck) {
          case 0 -> "FAILED";
          case 1 -> "TIMED_OUT";
          default -> "COMPLETED";
        };
    if (end.equals("COMPLETED")) {
      job.attempt().output = Optional.of(output(job));
    }
    ends(job, end);
  }

  private static String output(ModelJob job) {
    if (job.chunks == 0) {
      return "{\"done\":\"" + job.id + "\"}";
    }
    return job.aggregated ? "[" + String.join(",", job.attempt().yielded) + "]" : "[]";
  }

  private void ends(ModelJob job, String end) {
    running.remove(job);
    queue.remove(job);
    job.status = end;
    job.attempt().end = Optional.of(end);
    job.endedAt = now;
    log(job, "ends " + end);
  }

  /** True if there was something to cancel. */
  boolean cancel(ModelJob job) {
    if (job.gone || job.ended()) {
      return false;
    }
    ends(job, "CANCELLED");
    if (random.nextInt(3) == 0) {
      forget(job, "cancels and forgets");
    }
    return true;
  }

  boolean retryable(ModelJob job) {
    return !job.gone && (job.status.equals("FAILED") || job.status.equals("TIMED_OUT"));
  }

  /** The same job again; what was left of its stream is gone. */
  void retry(ModelJob job) {
    job.attempts.add(new ModelJob.Attempt());
    job.buffer.clear();
    job.status = "IN_QUEUE";
    job.retries = 0;
    job.progress = Optional.empty();
    job.notBefore = now + COLD_START;
    queue.addLast(job);
    log(job, "RunPod retries it");
  }

  /** Empties the queue. */
  void purge() {
    for (ModelJob job : List.copyOf(queue)) {
      queue.remove(job);
      forget(job, "purges");
    }
  }

  private void forget(ModelJob job, String how) {
    job.gone = true;
    job.goneAt = now;
    log(job, "RunPod " + how + " it");
  }

  /** The answer to a question, which takes from the stream what it hands out. */
  Answer answer(Poll.Kind kind, String id) {
    ModelJob job = jobs.get(id);
    if (job.gone) {
      return response(404, "{\"detail\":\"job not found\"}");
    }
    if (kind != Poll.Kind.STREAM) {
      return response(200, status(job));
    }
    List<String> chunks = new ArrayList<>();
    while (chunks.size() < CHUNKS_PER_READ && !job.buffer.isEmpty()) {
      chunks.add("{\"output\":" + job.buffer.pollFirst() + "}");
    }
    return response(
        200, "{\"status\":\"" + job.status + "\",\"stream\":[" + String.join(",", chunks) + "]}");
  }

  /** The body of /status. Now and then a late progress update hides for once that the job ended. */
  String status(ModelJob job) {
    boolean late = job.ended() && job.progress.isPresent() && random.nextInt(20) == 0;
    String status = late ? "IN_PROGRESS" : job.status;
    Optional<String> output =
        late || status.equals("IN_PROGRESS") ? job.progress : job.attempt().output;
    return "{\"id\":\""
        + job.id
        + "\",\"status\":\""
        + status
        + "\""
        + (job.retries > 0 ? ",\"retries\":" + job.retries : "")
        + output.map(json -> ",\"output\":" + json).orElse("")
        + (status.equals("FAILED") ? ",\"error\":\"boom\"" : "")
        + "}";
  }

  static Answer response(int code, String body) {
    return new Answer.Response(code, body.getBytes(StandardCharsets.UTF_8), Optional.empty());
  }

  void log(ModelJob job, String what) {
    job.history.add(now / 1000.0 + " " + what);
  }

  Map<String, ModelJob> jobs() {
    return jobs;
  }
}
