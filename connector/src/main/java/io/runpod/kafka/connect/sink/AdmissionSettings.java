package io.runpod.kafka.connect.sink;

import io.runpod.kafka.connect.flow.Admission;
import java.time.Duration;
import java.util.Set;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Width;

/**
 * What has to be true of an endpoint for it to be given jobs.
 *
 * @param maxQueued jobs that may wait in its queue; 0 for any number
 * @param requireWorkers it must have a worker that could take a job
 * @param interval how often {@code /health} is read for it
 */
record AdmissionSettings(int maxQueued, boolean requireWorkers, Duration interval) {
  static final String MAX_QUEUED = "runpod.admission.max.queued";
  static final String REQUIRE_WORKERS = "runpod.admission.require.workers";
  static final String INTERVAL_MS = "runpod.admission.interval.ms";

  static final Set<String> KEYS = Set.of(MAX_QUEUED, REQUIRE_WORKERS, INTERVAL_MS);

  private static final String GROUP = "Admission";

  /** Adds this group's keys. */
  static ConfigDef define(ConfigDef def) {
    int order = 0;
    return def.define(
            MAX_QUEUED,
            ConfigDef.Type.INT,
            0,
            Range.atLeast(0),
            Importance.MEDIUM,
            "Jobs that may wait in the endpoint's queue, by the inQueue of its /health: none is"
                + " submitted above it, until half of them are left. 0 for no limit. Between two"
                + " readings of /health no more jobs are submitted than there was room for, so it"
                + " should be more than the endpoint gets done in one interval. Each task has its"
                + " share, rounded up. Tasks read /health each for itself and do not see what the"
                + " others have submitted since, so the limit is strict with tasks.max=1 only; with"
                + " more it can be passed by part of a share until the next reading. Jobs of others"
                + " who use the endpoint are seen, but not held back.",
            GROUP,
            ++order,
            Width.SHORT,
            "Most queued jobs")
        .define(
            REQUIRE_WORKERS,
            ConfigDef.Type.BOOLEAN,
            false,
            Importance.MEDIUM,
            "Submit only while /health shows a worker that is idle, ready, running or initializing."
                + " For endpoints that always have one: where RunPod starts workers only because a"
                + " job waits, none would ever be submitted.",
            GROUP,
            ++order,
            Width.SHORT,
            "Require workers")
        .define(
            INTERVAL_MS,
            ConfigDef.Type.LONG,
            5_000L,
            Range.between(500, 600_000),
            Importance.LOW,
            "How often each task reads /health if one of the other admission settings asks for it,"
                + " in ms. After "
                + Admission.PATIENCE
                + " readings in a row that failed, jobs are submitted as if there were no such"
                + " setting, until /health can be read again.",
            GROUP,
            ++order,
            Width.SHORT,
            "Admission interval");
  }

  /** Reads the group; {@code config} has passed its validators. */
  static AdmissionSettings from(AbstractConfig config) {
    return new AdmissionSettings(
        config.getInt(MAX_QUEUED),
        config.getBoolean(REQUIRE_WORKERS),
        Duration.ofMillis(config.getLong(INTERVAL_MS)));
  }
}
