package io.runpod.kafka.connect.source;

import io.runpod.kafka.connect.api.Answer;
import io.runpod.kafka.connect.job.JobId;
import io.runpod.kafka.connect.job.JobTerms;
import io.runpod.kafka.connect.job.RequestRef;
import io.runpod.kafka.connect.ledger.CommandEntry;
import io.runpod.kafka.connect.ledger.HandoverEntry;
import io.runpod.kafka.connect.ledger.LedgerEntry;
import io.runpod.kafka.connect.poll.Poll;
import io.runpod.kafka.connect.source.LedgerPartition.Batch;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * A RunPod, sinks that append to a ledger, source tasks and a Connect worker, all of one seed. With
 * exactly-once Kafka has what was committed, records and offsets together, and a crash takes
 * everything else. Without, a batch may be cut short, and the offsets follow the records now and
 * then.
 */
final class SourceModel {
  private static final Instant START = Instant.parse("2026-11-23T12:00:00Z");
  private static final int LEDGER_PARTITIONS = 2;

  final List<SourceRecord> committed = new ArrayList<>();
  final ModelRunPod runpod;
  final Map<String, Integer> happened = new HashMap<>();
  private final Random random;
  private final ModelLedger ledger = new ModelLedger(LEDGER_PARTITIONS);
  private final boolean exactlyOnce;

  /** Of the last records that Kafka has of the tasks of now. */
  private final Map<Integer, Map<String, ?>> offsets = new HashMap<>();

  /** Those that the next task will find. */
  private final Map<Integer, Map<String, ?>> stored = new HashMap<>();

  private final List<ModelReader> readers = new ArrayList<>();
  private final Deque<Runnable> sinks = new ArrayDeque<>();
  private Instant now = START;

  /** A job accepted so shortly behind it may have been accepted before. */
  private Instant purged = Instant.EPOCH;

  private Storm storm = Storm.NONE;
  private Instant calmUntil = START.plus(Duration.ofMinutes(1));
  private Instant stormUntil = START;
  private boolean calm;

  /** What the whole endpoint answers for a minute. */
  private enum Storm {
    NONE,
    NO_JOB,
    NO_ENDPOINT,
    NO_KEY,
    PAGE,
    BUSY
  }

  SourceModel(long seed, boolean exactlyOnce) {
    this.exactlyOnce = exactlyOnce;
    random = new Random(seed);
    runpod = new ModelRunPod(random);
    time(0);
    start();
  }

  /** Lets one thing happen, whichever it is. */
  void step() {
    int chance = random.nextInt(1_000);
    if (chance < 25) {
      submit();
    } else if (chance < 30) {
      ModelReader reader = reader();
      if (reader.stage() == ModelReader.Stage.LIVE) {
        count("carried");
        reader.carry(1 + random.nextInt(4), now);
      }
    } else if (chance < 230) {
      runpod.work();
    } else if (chance < 330) {
      ModelReader reader = reader();
      if (reader.pending().isEmpty()) {
        reader.follow(1 + random.nextInt(4), now);
      }
    } else if (chance < 480) {
      ModelReader reader = reader();
      if (reader.pending().isPresent()) {
        return;
      }
      if (reader.stage() == ModelReader.Stage.LIVE) {
        // the ledger is read with little delay
        reader.follow(now.minusSeconds(1), now);
        reader.ask(storm == Storm.NONE, now);
      } else if (reader.stage() == ModelReader.Stage.TAKING_STREAMS) {
        reader.takeStreams(now);
      }
    } else if (chance < 620) {
      serveOne(reader());
    } else if (chance < 750) {
      deliverOne(reader());
    } else if (chance < 900) {
      connect(reader());
    } else if (chance < 960) {
      pass(1 + random.nextInt(1_500));
    } else if (chance < 970) {
      command();
    } else if (chance < 985) {
      runSinks();
    } else if (chance < 988) {
      pass(5_000 + random.nextInt(20_000));
    } else if (chance < 992) {
      crash(reader());
    } else if (chance < 995) {
      stop(reader());
    } else if (chance < 996) {
      rebalance();
    } else if (chance < 997) {
      outage();
    }
  }

  /** Nothing goes wrong any more: everything that was begun comes to its end. */
  void settle() {
    calm = true;
    storm = Storm.NONE;
    readers.stream().filter(r -> r.pending().isPresent()).forEach(this::commit);
    for (int i = 0; i < 20_000 && !settled(); i++) {
      runSinks();
      runpod.work();
      for (ModelReader reader : List.copyOf(readers)) {
        reader.follow(1_000, now);
        if (reader.stage() == ModelReader.Stage.TAKING_STREAMS) {
          reader.takeStreams(now);
        }
        if (reader.stage() == ModelReader.Stage.LIVE) {
          reader.ask(true, now);
        }
        while (!reader.open.isEmpty()) {
          serveOne(reader);
          deliverOne(reader);
        }
        if (readers.contains(reader)) {
          reader.poll(now).ifPresent(batch -> commit(reader));
        }
      }
      pass(200);
    }
  }

  boolean settled() {
    return sinks.isEmpty()
        && runpod.idle()
        && readers.stream()
            .allMatch(r -> r.stage() == ModelReader.Stage.LIVE && !r.behind() && !r.toTell())
        && readers.stream().mapToInt(ModelReader::live).sum() == 0;
  }

  String state() {
    return "sinks="
        + sinks.size()
        + " idle="
        + runpod.idle()
        + " live="
        + readers.stream().map(r -> r.stage() + "/" + r.live() + "/" + r.toTell()).toList();
  }

  Instant now() {
    return now;
  }

  private ModelReader reader() {
    return readers.get(random.nextInt(readers.size()));
  }

  private void count(String what) {
    happened.merge(what, 1, Integer::sum);
  }

  // ---- time

  private void time(long millis) {
    now = now.plusMillis(millis);
    runpod.time(now.toEpochMilli());
  }

  /** No exchange takes longer than 3 s. */
  private void pass(long millis) {
    for (ModelReader reader : List.copyOf(readers)) {
      for (ModelReader.Question question : List.copyOf(reader.open)) {
        boolean overdue = now.toEpochMilli() + millis - question.askedAt > 3_000;
        if (overdue && readers.contains(reader) && reader.open.contains(question)) {
          serve(question);
          if (reader.pending().isEmpty()) {
            deliver(reader, question);
          }
        }
      }
    }
    if (millis > 3_000) {
      while (!sinks.isEmpty()) {
        runSinks();
      }
    }
    time(millis);
    weather();
  }

  private void weather() {
    if (calm) {
      return;
    }
    if (storm != Storm.NONE && !now.isBefore(stormUntil)) {
      storm = Storm.NONE;
      calmUntil = now.plus(Duration.ofMinutes(4));
    } else if (storm == Storm.NONE && now.isAfter(calmUntil) && random.nextInt(100) == 0) {
      storm = Storm.values()[1 + random.nextInt(Storm.values().length - 1)];
      stormUntil = now.plusSeconds(60);
      count("storm " + storm);
    }
  }

  /** Nobody reads for longer than RunPod keeps a result. */
  private void outage() {
    if (random.nextInt(3) > 0) {
      return;
    }
    count("outage");
    for (ModelReader reader : List.copyOf(readers)) {
      die(reader);
    }
    runSinks();
    time(Duration.ofMinutes(1 + random.nextInt(40)).toMillis());
    start();
  }

  // ---- sinks

  private void submit() {
    String id = "j" + runpod.jobs().size();
    int partition = random.nextInt(LEDGER_PARTITIONS);
    ModelJob job = runpod.submit(id, partition);
    job.removed = now.isBefore(purged.plusSeconds(5));
    LedgerEntry entry = submitted(job);
    append(partition, entry);
    if (random.nextInt(20) == 0) {
      // the producer's second copy
      sinks.addLast(() -> appendAgain(job, entry));
    }
  }

  /** The producer's second copy, perhaps long after the job's end. */
  private void appendAgain(ModelJob job, LedgerEntry entry) {
    for (ModelReader reader : readers) {
      if (reader.numbers().contains(job.ledgerPartition) && reader.pending().isEmpty()) {
        append(job.ledgerPartition, entry);
        reader.follow(now.plusMillis(1), now);
      }
    }
  }

  private LedgerEntry submitted(ModelJob job) {
    JobTerms terms =
        new JobTerms(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            0,
            Optional.of(job.streamed),
            false);
    return new LedgerEntry.Submitted(
        new JobId(job.id), ModelReader.ENDPOINT, "sink", request(), now, Map.of(), terms);
  }

  private static RequestRef request() {
    return new RequestRef("runpod.jobs", 0, 0, 1, Optional.empty());
  }

  private void append(int partition, LedgerEntry entry) {
    ledger.append(partition, entry, now);
  }

  private void runSinks() {
    if (!sinks.isEmpty()) {
      sinks.pollFirst().run();
    }
  }

  private void command() {
    if (runpod.jobs().isEmpty()) {
      return;
    }
    List<ModelJob> jobs = List.copyOf(runpod.jobs().values());
    ModelJob job = jobs.get(Math.max(0, jobs.size() - 1 - random.nextInt(20)));
    int chance = random.nextInt(20);
    if (chance == 0) {
      purge();
    } else if (chance < 5) {
      cancel(job);
    } else if (chance < 8) {
      append(job.ledgerPartition, new LedgerEntry.Nudge(new JobId(job.id)));
    } else {
      retry(job);
    }
  }

  private void cancel(ModelJob job) {
    if (runpod.cancel(job)) {
      count("cancel");
      sinks.addLast(
          () -> {
            job.removed = true;
            append(
                job.ledgerPartition,
                new CommandEntry.Cancelled(
                    new JobId(job.id), ModelReader.ENDPOINT, "commands", request(), now));
          });
    }
  }

  private void purge() {
    count("purge");
    runpod.purge();
    sinks.addLast(
        () -> {
          for (int partition = 0; partition < LEDGER_PARTITIONS; partition++) {
            append(
                partition,
                new CommandEntry.Purged(ModelReader.ENDPOINT, "commands", request(), now, 1));
          }
          purged = now;
          // a job counts as purged if it was last seen in the queue, wherever it is by now
          runpod.jobs().values().forEach(job -> job.removed = true);
        });
  }

  /** In three steps, between which everything else may happen. */
  private void retry(ModelJob job) {
    if (job.retrying || !runpod.retryable(job)) {
      return;
    }
    job.retrying = true;
    append(
        job.ledgerPartition,
        new CommandEntry.Retrying(
            new JobId(job.id), ModelReader.ENDPOINT, "commands", request(), now));
    sinks.addLast(
        () -> {
          String status = runpod.status(job);
          boolean kept = random.nextInt(10) > 0;
          boolean over = status.contains("FAILED") || status.contains("TIMED_OUT");
          if (!over || !runpod.retryable(job) || random.nextInt(8) == 0) {
            job.retrying = false;
            append(
                job.ledgerPartition,
                new CommandEntry.RetryRefused(
                    new JobId(job.id), ModelReader.ENDPOINT, "commands", request(), now, "no"));
            return;
          }
          count("retry");
          job.attempt().disturbed = true;
          job.attempt().answerLost = !kept;
          runpod.retry(job);
          sinks.addLast(
              () -> {
                job.retrying = false;
                append(
                    job.ledgerPartition,
                    new CommandEntry.Retried(
                        new JobId(job.id),
                        ModelReader.ENDPOINT,
                        "commands",
                        request(),
                        now,
                        kept ? Optional.of(status) : Optional.empty()));
              });
        });
  }

  // ---- RunPod's answers

  private void serveOne(ModelReader reader) {
    reader.open.stream().filter(q -> q.answer.isEmpty()).findAny().ifPresent(this::serve);
  }

  private void serve(ModelReader.Question question) {
    if (question.answer.isEmpty()) {
      question.answer = Optional.of(answer(question.poll));
    }
  }

  private Answer answer(Poll poll) {
    if (storm != Storm.NONE) {
      return stormy(poll);
    }
    int chance = calm ? 0 : random.nextInt(100);
    if (chance < 84) {
      return truth(poll);
    } else if (chance < 87) {
      return ModelRunPod.response(429, "");
    } else if (chance < 88) {
      return ModelRunPod.response(503, "{\"error\":\"not now\"}");
    } else if (chance < 90) {
      return new Answer.NotSent("no connection");
    }
    disturb(poll);
    if (chance < 93) {
      truth(poll);
      return new Answer.Lost("reset");
    } else if (chance < 96) {
      // a gateway, whatever became of the question behind it
      if (random.nextBoolean()) {
        truth(poll);
      }
      return ModelRunPod.response(List.of(500, 502, 503).get(random.nextInt(3)), "");
    } else if (chance < 98 || poll.kind() != Poll.Kind.STREAM) {
      String body = "{\"status\":\"IN_PROGRESS\",\"stream\":[{\"out";
      truth(poll);
      return ModelRunPod.response(200, body);
    }
    truth(poll);
    return new Answer.TooLarge(200, 5_000_000, new byte[0]);
  }

  private Answer truth(Poll poll) {
    Answer answer = runpod.answer(poll.kind(), poll.job().id().value());
    runpod.log(
        job(poll), poll.kind() + " of attempt " + poll.attempt() + " answered " + text(answer));
    return answer;
  }

  private static String text(Answer answer) {
    return answer instanceof Answer.Response response
        ? new String(response.body(), java.nio.charset.StandardCharsets.UTF_8)
        : answer.toString();
  }

  private Answer stormy(Poll poll) {
    disturb(poll);
    return switch (storm) {
      case NO_JOB -> ModelRunPod.response(404, "{\"detail\":\"job not found\"}");
      case NO_ENDPOINT -> ModelRunPod.response(404, "<html>nginx</html>");
      case NO_KEY -> ModelRunPod.response(401, "");
      case PAGE -> ModelRunPod.response(200, "<html>maintenance</html>");
      default -> ModelRunPod.response(503, "");
    };
  }

  private ModelJob job(Poll poll) {
    return runpod.jobs().get(poll.job().id().value());
  }

  private void disturb(Poll poll) {
    if (poll.kind() == Poll.Kind.STREAM) {
      job(poll).attempt().disturbed = true;
    }
  }

  private void deliverOne(ModelReader reader) {
    if (reader.pending().isPresent()) {
      return;
    }
    List<ModelReader.Question> served =
        reader.open.stream().filter(q -> q.answer.isPresent()).toList();
    if (!served.isEmpty()) {
      deliver(reader, served.get(random.nextInt(served.size())));
    }
  }

  private void deliver(ModelReader reader, ModelReader.Question question) {
    try {
      runpod.log(
          job(question.poll), "reader " + reader.epoch + " gets the " + question.poll.kind());
      reader.deliver(question, now);
    } catch (ConnectException failed) {
      count("task failed");
      stop(reader);
    }
  }

  // ---- Connect

  /** Commits what was handed out, or asks for more. */
  private void connect(ModelReader reader) {
    if (reader.pending().isPresent()) {
      if (calm || random.nextInt(60) > 0) {
        commit(reader);
      } else {
        // the producer fails: the transaction is aborted and the task ends in order
        count("aborted transaction");
        stop(reader);
      }
    } else {
      reader.poll(now);
    }
  }

  private void commit(ModelReader reader) {
    Batch batch = reader.pending().orElseThrow();
    for (SourceRecord record : batch.records()) {
      write(record);
      if (record.topic().equals("results")) {
        runpod.jobs().get(record.key()).resultOf = reader.epoch;
      }
    }
    reader.committed(now);
    if (exactlyOnce || random.nextInt(4) == 0) {
      store(reader);
    }
  }

  private void store(ModelReader reader) {
    for (int number : reader.numbers()) {
      if (offsets.containsKey(number)) {
        stored.put(number, offsets.get(number));
      }
    }
  }

  /** Kafka takes the first records of a batch. */
  private List<SourceRecord> writeSome(ModelReader reader) {
    List<SourceRecord> records = reader.pending().orElseThrow().records();
    List<SourceRecord> first = records.subList(0, random.nextInt(records.size() + 1));
    first.forEach(this::write);
    return first;
  }

  private void write(SourceRecord record) {
    committed.add(record);
    offsets.put(
        Integer.parseInt(record.sourcePartition().get("ledger").toString().substring(7)),
        record.sourceOffset());
    ModelJob job = runpod.jobs().get(record.key());
    if (job != null) {
      runpod.log(job, "COMMITTED " + record.topic() + " " + record.value());
    }
  }

  private void crash(ModelReader reader) {
    if (random.nextInt(2) > 0) {
      return;
    }
    count("crash");
    die(reader);
    start();
  }

  private void die(ModelReader reader) {
    readers.remove(reader);
    if (!exactlyOnce && reader.pending().isPresent()) {
      writeSome(reader);
    }
    for (ModelReader.Question question : reader.open) {
      if (random.nextBoolean()) {
        serve(question);
      }
    }
    runpod.jobs().values().stream()
        .filter(job -> reader.numbers().contains(job.ledgerPartition))
        .forEach(
            job -> {
              job.attempt().disturbed = true;
              runpod.log(job, "reader " + reader.epoch + " is killed");
            });
  }

  private void stop(ModelReader reader) {
    leave(reader);
    start();
  }

  private void leave(ModelReader reader) {
    count("stop");
    readers.remove(reader);
    if (reader.pending().isPresent() && random.nextInt(4) > 0) {
      commit(reader);
    } else if (!exactlyOnce && reader.pending().isPresent()) {
      reader.acknowledged(writeSome(reader));
    }
    if (!exactlyOnce && random.nextInt(5) > 0) {
      store(reader);
    }
    for (ModelReader.Question question : reader.open) {
      if (random.nextInt(10) > 0) {
        serve(question);
      } else {
        disturb(question.poll);
      }
    }
    runpod.jobs().values().stream()
        .filter(job -> reader.numbers().contains(job.ledgerPartition))
        .forEach(job -> runpod.log(job, "reader " + reader.epoch + " stops"));
    reader.leave(
        (partition, entry) -> {
          if (random.nextInt(20) == 0) {
            runpod.jobs().values().forEach(job -> job.attempt().disturbed = true);
            return false;
          }
          append(partition, entry);
          if (entry instanceof HandoverEntry.ReaderLeft left) {
            // the mark names no attempt, so the next one may be doubted too
            left.cutReads().forEach(id -> runpod.jobs().get(id.value()).doubted = true);
          }
          return true;
        },
        now);
    for (ModelReader.Question question : reader.open) {
      serve(question);
    }
  }

  private void rebalance() {
    count("rebalance");
    for (ModelReader reader : List.copyOf(readers)) {
      if (random.nextInt(4) == 0) {
        die(reader);
      } else {
        leave(reader);
      }
    }
    start();
  }

  /** Gives every partition nobody reads a new reader: one for all, or one for each. */
  private void start() {
    List<Integer> free = new ArrayList<>();
    for (int partition = 0; partition < LEDGER_PARTITIONS; partition++) {
      int number = partition;
      if (readers.stream().noneMatch(reader -> reader.numbers().contains(number))) {
        free.add(partition);
      }
    }
    if (free.size() > 1 && random.nextBoolean()) {
      free.forEach(number -> start(List.of(number)));
    } else if (!free.isEmpty()) {
      start(free);
    }
  }

  private void start(List<Integer> numbers) {
    time(1);
    // what a task before did not store is forgotten with it
    offsets.keySet().removeAll(numbers);
    List<LedgerPartition> owned =
        numbers.stream()
            .map(
                number ->
                    new LedgerPartition(
                        "ledger",
                        "id",
                        LEDGER_PARTITIONS,
                        number,
                        Set.of(ModelReader.ENDPOINT),
                        Snapshot.fromMap(stored.get(number))))
            .toList();
    readers.add(new ModelReader(now.toEpochMilli(), exactlyOnce, owned, ledger, random));
  }
}
