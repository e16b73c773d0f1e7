package io.runpod.kafka.connect.sink;

import io.runpod.kafka.connect.request.Mode;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.ConfigDef.Width;

/**
 * Whether jobs are submitted by {@code /run} or {@code /runsync}, and what the latter may use.
 *
 * @param mode how records are submitted that ask for nothing else
 * @param hold how long RunPod may hold the answer of a {@code /runsync}, unless a record says so
 * @param inlineMaxBytes largest answer that is kept in the ledger
 */
record RunsyncSettings(
    Mode mode, Duration hold, int limitPer10s, int maxInFlight, int inlineMaxBytes) {
  static final String MODE = "runpod.submit.mode";
  static final String WAIT_MS = "runpod.runsync.wait.ms";
  static final String LIMIT = "runpod.runsync.limit.per.10s";
  static final String MAX_IN_FLIGHT = "runpod.runsync.max.in.flight";
  static final String INLINE_MAX_BYTES = "runpod.ledger.inline.max.bytes";

  static final Set<String> PER_ENDPOINT = Set.of(MODE, WAIT_MS, LIMIT, MAX_IN_FLIGHT);

  /** What RunPod takes as a wait, in ms. */
  static final int SHORTEST_WAIT_MS = 1_000;

  static final int LONGEST_WAIT_MS = 300_000;

  private static final String GROUP = "Synchronous submits";

  /** Adds this group's keys. */
  static ConfigDef define(ConfigDef def) {
    int order = 0;
    return def.define(
            MODE,
            ConfigDef.Type.STRING,
            "run",
            ValidString.in("run", "runsync", "auto"),
            Importance.MEDIUM,
            "How jobs are submitted. run, the safe default: RunPod answers at once with the job's"
                + " ID. runsync: RunPod answers when the job is over, at the latest when the wait"
                + " is; it saves short jobs their polls and hence time. But the ID comes with the"
                + " answer, so a job is in doubt for the whole wait, and a result that is not read"
                + " within a minute is gone. auto: runsync if 8 of the last 10 jobs whose times"
                + " /runsync told would have been over within the wait; it begins with 5 jobs by"
                + " /runsync, and while it uses /run every 20th goes by /runsync, to learn. RunPod"
                + " takes requests up to 10 MiB, by runsync up to 20 MiB.",
            GROUP,
            ++order,
            Width.SHORT,
            "Submit mode")
        .define(
            WAIT_MS,
            ConfigDef.Type.INT,
            5_000,
            Range.between(SHORTEST_WAIT_MS, LONGEST_WAIT_MS),
            Importance.MEDIUM,
            "How long RunPod may hold the answer of a /runsync, in ms. A job that is not over by"
                + " then goes on and is polled under the same ID. If the answer is lost, the job"
                + " is in doubt (see runpod.submit.in.doubt): the longer the wait, the more of them"
                + " are when a task is killed. Gateways may cut waits above a minute.",
            GROUP,
            ++order,
            Width.SHORT,
            "Wait of /runsync")
        .define(
            LIMIT,
            ConfigDef.Type.INT,
            2_000,
            Range.between(1, 1_000_000),
            Importance.MEDIUM,
            "Requests to /runsync that all tasks together make in any 10 s. RunPod documents 2000"
                + " for an endpoint; leave room for others who use it.",
            GROUP,
            ++order,
            Width.SHORT,
            "/runsync requests per 10 s")
        .define(
            MAX_IN_FLIGHT,
            ConfigDef.Type.INT,
            100,
            Range.between(1, 2_000),
            Importance.MEDIUM,
            "Requests to /runsync that one task has open at a time, beside those to /run. Each is"
                + " open until its job is over or the wait is. Where nothing is set and more than"
                + " four tasks share the 400 that RunPod documents, it is each one's part of them.",
            GROUP,
            ++order,
            Width.SHORT,
            "/runsync requests in flight")
        .define(
            INLINE_MAX_BYTES,
            ConfigDef.Type.INT,
            256 * 1024,
            Range.between(0, 4 * 1024 * 1024),
            Importance.LOW,
            "Answers of /runsync up to this size, and not above what the ledger's producer takes,"
                + " are kept in the ledger whole. The result of a larger one is read from /status"
                + " before everything else, within the minute that RunPod keeps it.",
            GROUP,
            ++order,
            Width.SHORT,
            "Largest answer in the ledger");
  }

  /** Reads the group; {@code config} has passed its validators. */
  static RunsyncSettings from(AbstractConfig config) {
    return new RunsyncSettings(
        Mode.valueOf(config.getString(MODE).toUpperCase(Locale.ROOT)),
        Duration.ofMillis(config.getInt(WAIT_MS)),
        config.getInt(LIMIT),
        InFlight.ofTask(config, MAX_IN_FLIGHT, InFlight.RUNSYNC),
        config.getInt(INLINE_MAX_BYTES));
  }
}
