package io.runpod.kafka.connect.sink;

import io.runpod.kafka.connect.api.EndpointSettings;
import io.runpod.kafka.connect.config.Keys;
import io.runpod.kafka.connect.ledger.LedgerSettings;
import io.runpod.kafka.connect.request.ForwardedHeaders;
import io.runpod.kafka.connect.request.RequestConfig;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.ValidString;

/** The sink connector's keys, with the endpoint's and the ledger's. */
final class SinkConfig {
  static final String MAX_IN_FLIGHT = "runpod.max.in.flight";
  static final String ORDERING = "runpod.submit.ordering";
  static final String IN_DOUBT = "runpod.submit.in.doubt";
  static final String ON_REJECT = "runpod.on.reject";
  static final String RUN_LIMIT = "runpod.run.limit.per.10s";
  static final String RUN_LIMIT_PER_WORKER = "runpod.run.limit.per.worker";
  static final String BUFFER_RECORDS = "runpod.buffer.records";
  static final String BUFFER_BYTES = "runpod.buffer.bytes";
  static final String BACKOFF_MS = "runpod.retry.backoff.ms";
  static final String BACKOFF_MAX_MS = "runpod.retry.backoff.max.ms";
  static final String FORWARD_HEADERS = ForwardedHeaders.HEADERS_FORWARD;
  static final String COMMAND_TOPICS = "runpod.commands.topics";

  /** Written by the connector, for a task does not know its number. */
  static final String TASK_INDEX = "runpod.task.index";

  static final String TASK_COUNT = "runpod.task.count";

  private static final String SUBMIT = "Submitting";
  private static final String COMMANDS = "Commands";

  static final ConfigDef DEF = define();

  private SinkConfig() {}

  /** True for keys that can differ between the endpoints of a connector. */
  static boolean perEndpoint(String key) {
    return EndpointSettings.perEndpoint(key)
        || AdmissionSettings.KEYS.contains(key)
        || RunsyncSettings.PER_ENDPOINT.contains(key)
        || RequestConfig.PER_ENDPOINT.contains(key)
        || Set.of(MAX_IN_FLIGHT, RUN_LIMIT, RUN_LIMIT_PER_WORKER).contains(key);
  }

  private static ConfigDef define() {
    ConfigDef def = EndpointSettings.define(new ConfigDef());
    submitting(new Keys(def, SUBMIT));
    RunsyncSettings.define(def);
    commands(new Keys(def, COMMANDS));
    RequestConfig.define(def);
    AdmissionSettings.define(def);
    LedgerSettings.define(def);
    return def.defineInternal(TASK_INDEX, ConfigDef.Type.INT, 0, Importance.LOW)
        .defineInternal(TASK_COUNT, ConfigDef.Type.INT, 1, Importance.LOW);
  }

  private static void submitting(Keys keys) {
    keys.add(
        MAX_IN_FLIGHT,
        ConfigDef.Type.INT,
        100,
        Range.between(1, 2_000),
        Importance.MEDIUM,
        "Requests to /run that one task has open at a time. Where nothing is set and more than two"
            + " tasks share the 200 that RunPod documents, it is each one's part of them.",
        "Requests in flight");
    keys.add(
        RUN_LIMIT,
        ConfigDef.Type.INT,
        1_000,
        Range.between(1, 1_000_000),
        Importance.MEDIUM,
        "Requests to /run that all tasks together make in any 10 s. RunPod documents 1000 for an"
            + " endpoint; leave room for others who use it.",
        "Requests per 10 s");
    keys.add(
        RUN_LIMIT_PER_WORKER,
        ConfigDef.Type.INT,
        0,
        Range.between(0, 1_000_000),
        Importance.LOW,
        "Requests to /run that the endpoint allows in 10 s for each running worker, by its /health,"
            + " if that is more than "
            + RUN_LIMIT
            + " in all. RunPod's documents have spoken of 50; 0 to keep to "
            + RUN_LIMIT
            + " and not to read /health for it. After a 429 beyond "
            + RUN_LIMIT
            + " that limit is kept for ten minutes.",
        "Requests per worker");
    keys.add(
        ORDERING,
        ConfigDef.Type.STRING,
        "none",
        ValidString.in("none", "key", "partition"),
        Importance.MEDIUM,
        "Which records are submitted one after the other, also when one is retried: those with the"
            + " same key in the same partition, those of the same partition, or none.",
        "Submit ordering");
    keys.add(
        IN_DOUBT,
        ConfigDef.Type.STRING,
        "resubmit",
        ValidString.in("resubmit", "park"),
        Importance.HIGH,
        "What to do when RunPod may or may not have accepted a job: submit it again, as often as it"
            + " takes (each may run and be billed), or never again (the record goes to the"
            + " dead-letter queue as in doubt).",
        "In doubt");
    keys.add(
        ON_REJECT,
        ConfigDef.Type.STRING,
        "dlq",
        ValidString.in("dlq", "fail"),
        Importance.HIGH,
        "What to do with a record that cannot become a job: send it to the dead-letter queue, or"
            + " fail the task with the offset unmoved. What is in doubt goes to the dead-letter"
            + " queue in either case, and so does, after a restart, a RETRY that was refused before"
            + " it: the ledger does not tell the two apart.",
        "On reject");
    keys.add(
        BACKOFF_MS,
        ConfigDef.Type.LONG,
        500L,
        Range.between(10, 600_000),
        Importance.LOW,
        "Wait before the first retry of a submit, in ms. It doubles with each further one.",
        "Retry backoff");
    keys.add(
        BACKOFF_MAX_MS,
        ConfigDef.Type.LONG,
        60_000L,
        Range.between(10, 3_600_000),
        Importance.LOW,
        "Longest wait before a retry, in ms; also caps what RunPod asks for in Retry-After.",
        "Longest retry backoff");
    keys.add(
        BUFFER_RECORDS,
        ConfigDef.Type.INT,
        2_000,
        Range.between(1, 1_000_000),
        Importance.LOW,
        "Unfinished records at which a task stops reading its partitions; it reads on at half.",
        "Buffered records");
    keys.add(
        BUFFER_BYTES,
        ConfigDef.Type.LONG,
        64L * 1024 * 1024,
        Range.atLeast(1024 * 1024),
        Importance.LOW,
        "Bytes of unfinished request bodies at which a task stops reading its partitions.",
        "Buffered bytes");
    keys.add(
        FORWARD_HEADERS,
        ConfigDef.Type.LIST,
        List.of(),
        Keys.ANY,
        Importance.LOW,
        "Record headers that travel with the job to its status, result and stream records. A record"
            + " whose headers to forward, names and values, have more than 16 KiB is rejected.",
        "Forwarded headers");
  }

  private static void commands(Keys keys) {
    keys.add(
        COMMAND_TOPICS,
        ConfigDef.Type.LIST,
        List.of(),
        Keys.ANY,
        Importance.MEDIUM,
        "Which of the connector's topics hold commands (CANCEL, RETRY, PURGE_QUEUE); all others hold"
            + " job inputs. A record of another topic is a command too if its header"
            + " runpod.operation names one.",
        "Command topics");
  }
}
