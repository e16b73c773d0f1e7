package io.runpod.kafka.simulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * How one endpoint behaves; immutable, the setters return changed copies.
 *
 * @param name the endpoint id, 1–64 letters, digits, {@code _} and {@code -}
 * @param workers most scripted workers at once; 0 = only real workers take jobs
 * @param minWorkers scripted workers that are always warm
 * @param concurrency jobs one scripted worker holds at once
 * @param script the {@code simulate} object for jobs that bring none; empty = echo the input
 * @param timedOutStatus jobs over their time or lost by their worker end {@code TIMED_OUT} at once,
 *     instead of {@code FAILED} after one more attempt
 * @param limits what is refused with 429
 * @param remembered how many jobs that are gone stay known to {@code jobs()}
 * @param times spans that differ from {@link Timing#standard}
 */
public record EndpointOptions(
    String name,
    int workers,
    int minWorkers,
    int concurrency,
    JsonNode script,
    boolean timedOutStatus,
    Limits limits,
    int remembered,
    Map<Timing, Duration> times) {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");
  private static final int STANDARD_WORKERS = 3;
  private static final int STANDARD_REMEMBERED = 200_000;

  public EndpointOptions {
    require(NAME.matcher(name).matches(), "name must be 1-64 letters, digits, _ or -: " + name);
    require(workers >= 0, "workers must be at least 0");
    require(minWorkers >= 0 && minWorkers <= workers, "minWorkers must be from 0 to workers");
    require(concurrency >= 1, "concurrency must be at least 1");
    require(script.isObject(), "script must be an object");
    require(remembered >= 0, "remembered must be at least 0");
    times.forEach((timing, time) -> require(!time.isNegative(), timing.key() + " is negative"));
    times = Map.copyOf(times);
  }

  /** An endpoint with 3 warm workers that echo their input after 100 ms, without limits. */
  public static EndpointOptions named(String name) {
    return new EndpointOptions(
        name,
        STANDARD_WORKERS,
        STANDARD_WORKERS,
        1,
        JsonNodeFactory.instance.objectNode(),
        false,
        Limits.none(),
        STANDARD_REMEMBERED,
        Map.of());
  }

  /** So many workers, all of them always warm. */
  public EndpointOptions workers(int count) {
    return workers(count, count);
  }

  /** At most {@code most} workers, of which {@code least} are always warm. */
  public EndpointOptions workers(int least, int most) {
    return new EndpointOptions(
        name, most, least, concurrency, script, timedOutStatus, limits, remembered, times);
  }

  public EndpointOptions concurrency(int jobsPerWorker) {
    return new EndpointOptions(
        name,
        workers,
        minWorkers,
        jobsPerWorker,
        script,
        timedOutStatus,
        limits,
        remembered,
        times);
  }

  /** The {@code simulate} object, as JSON text, for jobs that bring none. */
  public EndpointOptions script(String simulate) {
    try {
      return script(new JsonMapper().readTree(simulate));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("script is not JSON: " + e.getOriginalMessage(), e);
    }
  }

  /** The {@code simulate} object for jobs that bring none. */
  public EndpointOptions script(JsonNode simulate) {
    return new EndpointOptions(
        name,
        workers,
        minWorkers,
        concurrency,
        simulate,
        timedOutStatus,
        limits,
        remembered,
        times);
  }

  public EndpointOptions timedOutStatus(boolean on) {
    return new EndpointOptions(
        name, workers, minWorkers, concurrency, script, on, limits, remembered, times);
  }

  public EndpointOptions limits(Limits what) {
    return new EndpointOptions(
        name, workers, minWorkers, concurrency, script, timedOutStatus, what, remembered, times);
  }

  public EndpointOptions remembered(int goneJobs) {
    return new EndpointOptions(
        name, workers, minWorkers, concurrency, script, timedOutStatus, limits, goneJobs, times);
  }

  /** Run time of jobs whose script names none. */
  public EndpointOptions jobDuration(Duration time) {
    return time(Timing.JOB_DURATION, time);
  }

  public EndpointOptions time(Timing timing, Duration time) {
    Map<Timing, Duration> more = new EnumMap<>(Timing.class);
    more.putAll(times);
    more.put(timing, time);
    return new EndpointOptions(
        name, workers, minWorkers, concurrency, script, timedOutStatus, limits, remembered, more);
  }

  /** A span in milliseconds. */
  public long millis(Timing timing) {
    return times.getOrDefault(timing, timing.standard()).toMillis();
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
