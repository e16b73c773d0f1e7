package io.runpod.kafka.sandbox.mix;

import io.runpod.kafka.sandbox.observe.Coordinates;
import io.runpod.kafka.sandbox.observe.SentRecord;
import io.runpod.kafka.sandbox.observe.SentRecord.Fate;
import io.runpod.kafka.sandbox.observe.Story;
import io.runpod.kafka.sandbox.observe.Violation;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * One thing that happens in a mixed run: what is sent, what is waited for, what is done then, step
 * by step. Whatever comes of it is judged by the guarantees; an act only has to know that it has
 * come. Owned by one thread.
 */
public final class Act {
  /** Something that is done, or waited for. */
  @FunctionalInterface
  interface Step {
    /** True when it is done. */
    boolean isDone(Act act, Stage stage);
  }

  private final String name;
  private final Deque<Step> steps = new ArrayDeque<>();
  private Predicate<Told> point = told -> true;
  private SentRecord sent;
  private Coordinates command;
  private boolean over;
  private boolean alone;
  private boolean unheard;
  private boolean retriedByItself;

  Act(String name) {
    this.name = name;
  }

  /** Goes on as far as it can now; true when it is over. */
  boolean goOn(Stage stage) {
    // a record in doubt may have been parked: then nothing more comes of it
    over = over || sent != null && stage.isParked(sent);
    while (!over && !steps.isEmpty() && steps.peek().isDone(this, stage)) {
      steps.poll();
    }
    return over || steps.isEmpty();
  }

  Act then(Step step) {
    steps.add(step);
    return this;
  }

  /** Sends a job whose handler does what the script says. */
  Act job(String script) {
    return job(Stage.scripted(script));
  }

  /** Sends a job that asks for something by its headers. */
  Act job(String script, Map<String, String> headers) {
    return job(Stage.scripted(script, headers));
  }

  /** Sends a job in a record of its own kind: with headers, in an envelope, to another topic. */
  Act job(IntFunction<ProducerRecord<String, ?>> record) {
    return then(
        (act, stage) -> {
          act.sent = stage.send(Fate.JOB, record);
          return true;
        });
  }

  /** Sends a record that cannot become a job, and waits until that is said, in these words. */
  Act bad(IntFunction<ProducerRecord<String, ?>> record, String reason) {
    then(
        (act, stage) -> {
          act.sent = stage.send(Fate.DEAD_LETTER, record);
          return true;
        });
    return then(
        (act, stage) -> {
          var refusal = stage.refusal(act.sent);
          refusal.ifPresent(words -> act.require(words, reason));
          return refusal.isPresent();
        });
  }

  /** Waits until the job is told to be in that state, or is over. */
  Act awaitStatus(String status) {
    return then(
        (act, stage) ->
            stage.told(act.sent).was(status) || stage.told(act.sent).result(1).isPresent());
  }

  Act awaitResult(int attempt) {
    return then((act, stage) -> stage.told(act.sent).result(attempt).isPresent());
  }

  /** Sends a command about the job. */
  Act command(String word) {
    return then(
        (act, stage) -> {
          Told told = stage.told(act.sent);
          String job = told.job().orElseThrow();
          act.command =
              stage.command(
                  job,
                  "{\"command\":\"%s\",\"jobId\":\"%s\",\"endpointId\":\"%s\"}"
                      .formatted(word, job, told.endpoint().orElseThrow()));
          return true;
        });
  }

  /** Sends a command about no job of this run. */
  Act command(String key, String value) {
    return then(
        (act, stage) -> {
          act.command = stage.command(key, value);
          return true;
        });
  }

  /** Waits until the command is refused, in these words. */
  Act awaitRefusal(String reason) {
    return then(
        (act, stage) -> {
          var refusal = stage.refusal(act.command);
          refusal.ifPresent(words -> act.require(words, reason));
          return refusal.isPresent();
        });
  }

  /**
   * Waits until the command has led to that attempt's result, or is refused, whatever the words.
   */
  Act awaitResultOrRefusal(int attempt) {
    return then(
        (act, stage) ->
            stage.told(act.sent).result(attempt).isPresent()
                || stage.refusal(act.command).isPresent());
  }

  /** Waits until a purge is told after the command was sent, or the command is refused. */
  Act awaitPurgeOrRefusal() {
    return then(
        (act, stage) ->
            stage.purges().size() + stage.refusedPurges() >= stage.commands("PURGE_QUEUE").size());
  }

  /** Ends the act here unless the job, as it has gone, is one for what follows. */
  Act endUnless(Predicate<Told> fits) {
    return then(
        (act, stage) -> {
          act.over = !fits.test(stage.told(act.sent));
          return true;
        });
  }

  /** What the act is there for: at least one of its kind has to come to this. */
  Act point(Predicate<Told> what) {
    point = what;
    return this;
  }

  /** Nothing else is begun while the act goes on. */
  Act alone() {
    alone = true;
    return this;
  }

  boolean isAlone() {
    return alone;
  }

  /** From here on others may be begun again. */
  Act besideOthers() {
    return then(
        (act, stage) -> {
          act.alone = false;
          return true;
        });
  }

  /**
   * Begins behind the purge: a job that RunPod took from a worker back into the queue is not one
   * the purge is known to remove, and its end comes a minute later.
   */
  Act afterThePurge() {
    return then((act, stage) -> !stage.purges().isEmpty());
  }

  /** The job's stream is not to be read. */
  Act unheard() {
    unheard = true;
    return this;
  }

  boolean isUnheard() {
    return unheard;
  }

  /** The job's own terms have it retried: only its last attempt has a result. */
  Act retriedByItself() {
    retriedByItself = true;
    return this;
  }

  boolean isRetriedByItself() {
    return retriedByItself;
  }

  /** True if a record was sent. */
  boolean hasSent() {
    return sent != null;
  }

  /** The record that was sent. */
  SentRecord sent() {
    return sent;
  }

  /** The number of the record that was sent. */
  int number() {
    return sent.number();
  }

  boolean madeItsPoint(Stage stage) {
    return point.test(sent == null ? new Told() : stage.told(sent));
  }

  String jobId(Stage stage) {
    return stage.told(sent).job().orElseThrow();
  }

  /** All that is known of what it sent. */
  String history(Story story) {
    return sent == null ? "" : story.history(new Violation.OfRecord(sent.at()));
  }

  String name() {
    return name;
  }

  private void require(String words, String reason) {
    if (!words.contains(reason)) {
      throw new AssertionError(
          "%s: refused for another reason than '%s': %s".formatted(this, reason, words));
    }
  }

  @Override
  public String toString() {
    return sent == null ? name : name + ", record " + sent.at();
  }
}
