package io.runpod.kafka.simulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * How one endpoint behaves; immutable, each setter returns a changed copy. Durations are simulated
 * time. The defaults are RunPod's, except that all workers are warm from the start.
 */
public final class EndpointOptions implements Cloneable {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");

  private final String name;
  private int workers = 3;
  private int minWorkers = -1;
  private int concurrency = 1;
  private Duration coldStart = Duration.ZERO;
  private Duration idleTimeout = Duration.ofSeconds(5);
  private Duration jobDuration = Duration.ofMillis(100);
  private JsonNode script = JsonNodeFactory.instance.objectNode();
  private Duration executionTimeout = Duration.ofMinutes(10);
  private Duration lostAfter = Duration.ofSeconds(40);
  private boolean timedOutStatus;
  private Duration ttl = Duration.ofHours(24);
  private Duration runRetention = Duration.ofMinutes(30);
  private Duration runSyncRetention = Duration.ofMinutes(1);
  private int remembered = 200_000;

  private EndpointOptions(String name) {
    this.name = name;
  }

  /** An endpoint with this id, 1–64 letters, digits, {@code _} and {@code -}. */
  public static EndpointOptions named(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "endpoint id \"" + name + "\" must be 1-64 letters, digits, _ or -");
    }
    return new EndpointOptions(name);
  }

  /** Most scripted workers at once, from 0 (none: only real workers take jobs); default 3. */
  public EndpointOptions workers(int count) {
    requireAtLeast(0, count, "workers");
    return with(copy -> copy.workers = count);
  }

  /** Workers that are always warm; default: all of them. */
  public EndpointOptions minWorkers(int count) {
    requireAtLeast(0, count, "minWorkers");
    return with(copy -> copy.minWorkers = count);
  }

  /** Jobs one worker holds at once, default 1. */
  public EndpointOptions concurrency(int jobsPerWorker) {
    requireAtLeast(1, jobsPerWorker, "concurrency");
    return with(copy -> copy.concurrency = jobsPerWorker);
  }

  /** From the decision to start a worker until it takes jobs; default 0. */
  public EndpointOptions coldStart(Duration time) {
    return with(copy -> copy.coldStart = positiveOrZero(time, "coldStart"));
  }

  /** How long a worker above {@link #minWorkers} stays without a job; default 5 s. */
  public EndpointOptions idleTimeout(Duration time) {
    return with(copy -> copy.idleTimeout = positiveOrZero(time, "idleTimeout"));
  }

  /** Run time of jobs whose script names none; default 100 ms. */
  public EndpointOptions jobDuration(Duration time) {
    return with(copy -> copy.jobDuration = positiveOrZero(time, "jobDuration"));
  }

  /** The {@code simulate} object for jobs that bring none; default: echo the input. */
  public EndpointOptions script(JsonNode simulate) {
    return with(copy -> copy.script = simulate);
  }

  /** As {@link #script(JsonNode)}, from JSON text. */
  public EndpointOptions script(String simulate) {
    try {
      return script(new JsonMapper().readTree(simulate));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("script is not JSON: " + e.getOriginalMessage(), e);
    }
  }

  /** Longest attempt of a job whose policy names none; default 10 min. */
  public EndpointOptions executionTimeout(Duration time) {
    return with(copy -> copy.executionTimeout = positiveOrZero(time, "executionTimeout"));
  }

  /** When the platform notices that a worker is silent about a job; default 40 s. */
  public EndpointOptions lostAfter(Duration time) {
    return with(copy -> copy.lostAfter = positiveOrZero(time, "lostAfter"));
  }

  /** Jobs the platform gives up end {@code TIMED_OUT} instead of {@code FAILED}; default false. */
  public EndpointOptions timedOutStatus(boolean on) {
    return with(copy -> copy.timedOutStatus = on);
  }

  /** Life since the submission of a job whose policy names none; default 24 h. */
  public EndpointOptions ttl(Duration time) {
    return with(copy -> copy.ttl = positiveOrZero(time, "ttl"));
  }

  /** How long the result of a {@code /run} job is kept; default 30 min. */
  public EndpointOptions runRetention(Duration time) {
    return with(copy -> copy.runRetention = positiveOrZero(time, "runRetention"));
  }

  /** How long the result of a {@code /runsync} job is kept; default 1 min. */
  public EndpointOptions runSyncRetention(Duration time) {
    return with(copy -> copy.runSyncRetention = positiveOrZero(time, "runSyncRetention"));
  }

  /** How many jobs that are gone stay known to {@code jobs()}; default 200 000. */
  public EndpointOptions remembered(int jobs) {
    requireAtLeast(0, jobs, "remembered");
    return with(copy -> copy.remembered = jobs);
  }

  public String name() {
    return name;
  }

  public int workers() {
    return workers;
  }

  public int minWorkers() {
    return minWorkers < 0 ? workers : Math.min(minWorkers, workers);
  }

  public int concurrency() {
    return concurrency;
  }

  public Duration coldStart() {
    return coldStart;
  }

  public Duration idleTimeout() {
    return idleTimeout;
  }

  public Duration jobDuration() {
    return jobDuration;
  }

  public JsonNode script() {
    return script;
  }

  public Duration executionTimeout() {
    return executionTimeout;
  }

  public Duration lostAfter() {
    return lostAfter;
  }

  public boolean timedOutStatus() {
    return timedOutStatus;
  }

  public Duration ttl() {
    return ttl;
  }

  public Duration runRetention() {
    return runRetention;
  }

  public Duration runSyncRetention() {
    return runSyncRetention;
  }

  public int remembered() {
    return remembered;
  }

  @Override
  public EndpointOptions clone() {
    try {
      return (EndpointOptions) super.clone();
    } catch (CloneNotSupportedException e) {
      throw new AssertionError(e);
    }
  }

  private EndpointOptions with(Consumer<EndpointOptions> change) {
    EndpointOptions copy = clone();
    change.accept(copy);
    return copy;
  }

  private static void requireAtLeast(int least, int value, String setting) {
    if (value < least) {
      throw new IllegalArgumentException(setting + " must be at least " + least);
    }
  }

  private static Duration positiveOrZero(Duration time, String setting) {
    if (time.isNegative()) {
      throw new IllegalArgumentException(setting + " must not be negative");
    }
    return time;
  }
}
