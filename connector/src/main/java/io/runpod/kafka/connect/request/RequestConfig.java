package io.runpod.kafka.connect.request;

import io.runpod.kafka.connect.config.Keys;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.ValidString;

/** The keys that say how a record becomes a request. */
public final class RequestConfig {
  public static final String FORMAT = "runpod.request.format";
  public static final String INPUT_POINTER = "runpod.input.pointer";
  public static final String INPUT_WRAP = "runpod.input.wrap";
  public static final String REQUEST_ID_FIELD = "runpod.input.request.id.field";
  public static final String ENDPOINT_FIELD = "runpod.endpoint.field";
  public static final String ENDPOINT_BY_TOPIC = "runpod.endpoint.by.topic";
  public static final String TTL_MS = JobOption.TTL.key();

  /** Those that can differ between the endpoints of a connector. */
  public static final Set<String> PER_ENDPOINT =
      Set.of(
          INPUT_POINTER,
          INPUT_WRAP,
          REQUEST_ID_FIELD,
          JobOption.EXECUTION_TIMEOUT.key(),
          TTL_MS,
          JobOption.LOW_PRIORITY.key(),
          JobOption.QUEUE_TIMEOUT.key(),
          JobOption.RUN_TIMEOUT.key(),
          JobOption.RETRIES.key(),
          JobOption.STREAM.key(),
          StorageTarget.ACCESS_ID,
          StorageTarget.ACCESS_SECRET,
          StorageTarget.BUCKET_NAME,
          StorageTarget.ENDPOINT_URL,
          StorageTarget.OBJECT_PATH);

  private RequestConfig() {}

  /** Adds the keys. */
  public static ConfigDef define(ConfigDef def) {
    mapping(new Keys(def, "Requests"));
    policy(new Keys(def, "Job policy"));
    StorageTarget.define(def);
    return WebhookTarget.define(def);
  }

  private static void mapping(Keys keys) {
    keys.add(
        FORMAT,
        Type.STRING,
        "input",
        ValidString.in("input", "envelope"),
        Importance.HIGH,
        "What a record's value is: the job's input, or an envelope (a JobRequest) that holds the"
            + " input and what is asked for with it.",
        "Request format");
    keys.add(
        INPUT_POINTER,
        Type.STRING,
        "",
        JsonPointers.VALIDATOR,
        Importance.MEDIUM,
        "JSON pointer to the part of the value (of the envelope's input) that is the job's input,"
            + " as in /payload/request. Empty: all of it.",
        "Input pointer");
    keys.add(
        INPUT_WRAP,
        Type.STRING,
        "",
        Keys.ANY,
        Importance.MEDIUM,
        "Name under which the value, or the part that was selected, is put into the job's input:"
            + " with prompt, the text a cat becomes {\"prompt\":\"a cat\"}. With it a value need not"
            + " be an object. Empty: the value is the input itself.",
        "Input wrap");
    keys.add(
        REQUEST_ID_FIELD,
        Type.STRING,
        "",
        Keys.ANY,
        Importance.MEDIUM,
        "Field of the job's input that is given the ID of the request,"
            + " connector:topic:partition:offset:timestamp, which is the same whenever a record is"
            + " submitted again: a worker can tell a job it has done by it. An input that has the"
            + " field already keeps its own. Empty: none.",
        "Request ID field");
    keys.add(
        ENDPOINT_FIELD,
        Type.STRING,
        "",
        JsonPointers.VALIDATOR,
        Importance.LOW,
        "JSON pointer to a string in the value (in the envelope's input) that names the endpoint."
            + " The header runpod.endpoint and the envelope's endpointId go before it; where nothing"
            + " is, the topic decides. Empty: none.",
        "Endpoint field");
    keys.add(
        ENDPOINT_BY_TOPIC,
        Type.LIST,
        List.of(),
        TopicEndpoints.VALIDATOR,
        Importance.MEDIUM,
        "Endpoints of topics, as topic:endpoint,… Records of other topics go to runpod.endpoint.id,"
            + " unless they name an endpoint themselves.",
        "Endpoints by topic");
  }

  private static void policy(Keys keys) {
    keys.add(
        JobOption.EXECUTION_TIMEOUT.key(),
        Type.LONG,
        600_000L,
        range(JobOption.EXECUTION_TIMEOUT),
        Importance.MEDIUM,
        "How long a job may run, in ms. RunPod takes 5 s to 7 days.",
        "Execution timeout");
    keys.add(
        TTL_MS,
        Type.LONG,
        86_400_000L,
        range(JobOption.TTL),
        Importance.MEDIUM,
        "How long a job may exist from its submission on, in ms, queued or running; RunPod deletes"
            + " it afterwards, result or not. At most the ledger's retention.",
        "Time to live");
    keys.add(
        JobOption.LOW_PRIORITY.key(),
        Type.BOOLEAN,
        false,
        Keys.ANY,
        Importance.LOW,
        "Submit jobs that start no further workers.",
        "Low priority");
    keys.add(
        JobOption.QUEUE_TIMEOUT.key(),
        Type.LONG,
        0L,
        range(JobOption.QUEUE_TIMEOUT),
        Importance.LOW,
        "A job that has been queued for so many ms is to be cancelled. 0: never.",
        "Queue timeout");
    keys.add(
        JobOption.RUN_TIMEOUT.key(),
        Type.LONG,
        0L,
        range(JobOption.RUN_TIMEOUT),
        Importance.LOW,
        "A job that has been running for so many ms is to be cancelled. 0: never.",
        "Run timeout");
    keys.add(
        JobOption.RETRIES.key(),
        Type.INT,
        0,
        range(JobOption.RETRIES),
        Importance.LOW,
        "How often a job is to be retried by itself after a failure of the infrastructure. What a"
            + " handler reports is never retried. 0: not at all.",
        "Automatic retries");
    keys.add(
        JobOption.STREAM.key(),
        Type.STRING,
        "",
        ValidString.in("", "true", "false"),
        Importance.LOW,
        "Whether the stream of a job is read: true or false. Empty leaves it to the source"
            + " connector's runpod.stream.enabled.",
        "Read streams");
  }

  private static Range range(JobOption option) {
    return Range.between(option.least(), option.most());
  }
}
