package io.runpod.kafka.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.runpod.kafka.sandbox.client.ConnectorFile;
import io.runpod.kafka.sandbox.client.TopicReader;
import io.runpod.kafka.sandbox.observe.Consumed;
import io.runpod.kafka.sandbox.observe.DeadLetter;
import io.runpod.kafka.sandbox.observe.Outputs;
import io.runpod.kafka.schema.JobPolicy;
import io.runpod.kafka.schema.JobRequest;
import io.runpod.kafka.schema.JobResult;
import io.runpod.kafka.schema.S3Config;
import io.runpod.kafka.simulator.EndpointOptions;
import io.runpod.kafka.simulator.JobTruth;
import io.runpod.kafka.simulator.SimulatedEndpoint;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a record asks for is what RunPod is asked for. */
class RequestMappingIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ENDPOINTS = "first,second";

  private static Sandbox sandbox;
  private static SimulatedEndpoint first;
  private static SimulatedEndpoint second;

  @BeforeAll
  static void start() throws Exception {
    sandbox =
        Sandbox.builder()
            .name("request-mapping")
            .endpoint(EndpointOptions.named("first").workers(4))
            .start();
    first = sandbox.endpoint();
    second = sandbox.simulator().addEndpoint(EndpointOptions.named("second").workers(4));
  }

  @AfterAll
  static void stop() {
    sandbox.close();
  }

  @Test
  void sendsWhatEnvelopesAndHeadersAskForAndTheSettingsWhereTheyAreSilent() throws Exception {
    ConnectorFile sink =
        sink("envelopes", "runpod-sink-json.json")
            .with("runpod.request.format", "envelope")
            .with("runpod.policy.ttl.ms", "70000")
            .with("runpod.endpoints.second.policy.ttl.ms", "80000")
            .with("runpod.retries", "1")
            .with("runpod.s3.access.id", "id-of-all")
            .with("runpod.s3.access.secret", "secret-of-all")
            .with("runpod.s3.bucket.name", "bucket")
            .with("runpod.s3.endpoint.url", "https://s3.example.com");
    sandbox.create(sink, 1);

    send("envelopes", "{'input':{'name':'silent','n':1.50}}", Map.of());
    send(
        "envelopes",
        "{'input':{'name':'asks'},'endpointId':'second','retries':2,'queueTimeout':60000,"
            + "'policy':{'executionTimeout':5000,'ttl':20000,'lowPriority':true},"
            + "'webhook':'http://127.0.0.1:1/hook','s3Config':{'accessId':'mine',"
            + "'accessSecret':'hush','bucketName':'b','endpointUrl':'https://s3'}}",
        Map.of("runpod.policy.ttl.ms", "30000", "runpod.retries", "3"));
    send(
        "envelopes",
        "{'input':{'name':'by header'},'endpointId':'first'}",
        Map.of("runpod.endpoint", "second"));

    assertThat(asked(first, "silent"))
        .isEqualTo(
            json(
                "{'input':{'name':'silent','n':1.50},"
                    + "'policy':{'executionTimeout':600000,'ttl':70000,'lowPriority':false},"
                    + "'s3Config':{'accessId':'id-of-all','accessSecret':'secret-of-all',"
                    + "'bucketName':'bucket','endpointUrl':'https://s3.example.com'}}"));
    assertThat(asked(second, "asks"))
        .isEqualTo(
            json(
                "{'input':{'name':'asks'},"
                    + "'policy':{'executionTimeout':5000,'ttl':30000,'lowPriority':true},"
                    + "'webhook':'http://127.0.0.1:1/hook','s3Config':{'accessId':'mine',"
                    + "'accessSecret':'hush','bucketName':'b','endpointUrl':'https://s3'}}"));
    assertThat(asked(second, "by header").at("/policy/ttl").asInt()).isEqualTo(80000);
    assertThat(terms("envelopes", second, "asks"))
        .isEqualTo(json("{'ttl':30000,'queueTimeout':60000,'autoRetries':3}"));
    assertThat(terms("envelopes", first, "silent"))
        .isEqualTo(json("{'ttl':70000,'autoRetries':1}"));
  }

  @Test
  void readsEnvelopesInAvro() throws Exception {
    sandbox.create(
        sink("avro-envelopes", "runpod-sink-avro.json").with("runpod.request.format", "envelope"),
        1);

    sandbox
        .topics()
        .sendNow(
            new ProducerRecord<>(
                "avro-envelopes",
                JobRequest.newBuilder()
                    .setInput("{\"name\": \"avro\", \"quote\": \"\\\"\"}")
                    .setEndpointId("second")
                    .setPolicy(JobPolicy.newBuilder().setTtl(15_000L).build())
                    .setS3Config(
                        S3Config.newBuilder()
                            .setAccessId("i")
                            .setAccessSecret("s")
                            .setBucketName("b")
                            .setEndpointUrl("https://s3")
                            .setObjectPath("p")
                            .build())
                    .setStream(true)
                    .setRunTimeout(90_000L)
                    .build()));

    assertThat(asked(second, "avro"))
        .isEqualTo(
            json(
                "{'input':{'name':'avro','quote':'\\\"'},"
                    + "'policy':{'executionTimeout':600000,'ttl':15000,'lowPriority':false},"
                    + "'s3Config':{'accessId':'i','accessSecret':'s','bucketName':'b',"
                    + "'endpointUrl':'https://s3','objectPath':'p'}}"));
    assertThat(terms("avro-envelopes", second, "avro"))
        .isEqualTo(json("{'ttl':15000,'runTimeout':90000,'streamed':true}"));
  }

  @Test
  void selectsWrapsAndIdentifies() throws Exception {
    sandbox.create(
        sink("selected", "runpod-sink-json.json")
            .with("runpod.input.pointer", "/order/text")
            .with("runpod.input.wrap", "name")
            .with("runpod.input.request.id.field", "request_id")
            .with("runpod.endpoint.field", "/region"),
        1);
    sandbox.topics().create("plain", 1, Map.of());
    sandbox.create(
        sink("mapped", "runpod-sink-json.json")
            .with("topics", "mapped,plain")
            .with("runpod.input.wrap", "name")
            .with("runpod.endpoint.by.topic", "plain:second"),
        1);

    RecordMetadata at = send("selected", "{'order':{'text':'a cat'},'region':'second'}", Map.of());
    send("plain", "a dog", Map.of());
    send("mapped", "[INST] a bird", Map.of());

    assertThat(asked(second, "a cat").get("input"))
        .isEqualTo(
            json(
                "{'request_id':'selected:selected:0:"
                    + at.offset()
                    + ":"
                    + at.timestamp()
                    + "','name':'a cat'}"));
    assertThat(asked(second, "a dog").get("input")).isEqualTo(json("{'name':'a dog'}"));
    assertThat(asked(first, "[INST] a bird").get("input"))
        .isEqualTo(json("{'name':'[INST] a bird'}"));
  }

  @Test
  void readsTheStreamsOfTheJobsThatAskForIt() throws Exception {
    sandbox.create(sink("streams", "runpod-sink-json.json").with("runpod.stream", "false"), 1);
    sandbox.create(
        sandbox
            .connector("runpod-source.json")
            .named("streams-source")
            .with("runpod.ledger.topic", "streams-ledger"),
        1);
    String script = "'simulate':{'delayMs':10,'chunks':3,'chunkIntervalMs':5,'aggregate':true}}";

    send("streams", "{'name':'unheard'," + script, Map.of());
    send("streams", "{'name':'heard'," + script, Map.of("runpod.stream", "true"));

    String heard = job(first, "heard").id();
    String unheard = job(first, "unheard").id();
    try (Consumed consumed = new Consumed(sandbox.topics())) {
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(consumed.results())
                      .extracting(JobResult::getJobId)
                      .contains(heard, unheard));
      Outputs outputs = consumed.outputs();
      assertThat(outputs.chunks(heard)).isNotEmpty();
      assertThat(outputs.chunks(unheard)).isEmpty();
    }
  }

  @Test
  void deadLettersWhatIsMalformedAndNamesWhatAndHow() throws Exception {
    sandbox.create(
        sink("malformed", "runpod-sink-json.json").with("runpod.request.format", "envelope"), 1);
    String good = "{'input':{'name':'malformed'}}";
    Map<Long, String> wanted = new LinkedHashMap<>();

    refused(wanted, "{'input':{'a':1},'inptu':2}", Map.of(), "unknown field 'inptu'");
    refused(wanted, "{'input':{'a':1},'policy':{'ttl':1}}", Map.of(), "'policy.ttl': '1' is no");
    refused(wanted, "{'input':'{}'}", Map.of(), "is empty");
    refused(wanted, "{'input':{'a':1},'endpointId':'third'}", Map.of(), "but first, second");
    refused(wanted, good, Map.of("runpod.retries", "many"), "header runpod.retries: 'many'");
    refused(wanted, good, Map.of("runpod.endpoint", "x"), "header runpod.endpoint: this connector");
    refused(
        wanted,
        "{'input':{'a':1},'s3Config':{'accessSecret':'hush'}}",
        Map.of(),
        "'accessId' is missing");
    send("malformed", good, Map.of());

    try (TopicReader<byte[]> queue =
        sandbox.topics().reader("malformed.dlq", new ByteArrayDeserializer())) {
      await().atMost(PATIENCE).until(() -> queue.toEnd().size() >= wanted.size());
      Map<Long, String> found = new LinkedHashMap<>();
      queue.toEnd().stream()
          .map(DeadLetter::of)
          .forEach(letter -> found.put(letter.offset(), letter.reason()));
      assertThat(found).hasSameSizeAs(wanted);
      wanted.forEach(
          (offset, reason) ->
              assertThat(found.get(offset)).contains(reason).doesNotContain("hush"));
    }
    asked(first, "malformed");
    assertThat(sandbox.connect().status("malformed").isRunning(1)).isTrue();
  }

  /** A sink for both endpoints, with a topic, a ledger and dead letters of its own. */
  private static ConnectorFile sink(String name, String file) {
    sandbox.topics().create(name, 1, Map.of());
    return sandbox
        .connector(file)
        .named(name)
        .with("tasks.max", "1")
        .with("topics", name)
        .with("runpod.endpoints", ENDPOINTS)
        .with("runpod.ledger.topic", name + "-ledger")
        .with("errors.deadletterqueue.topic.name", name + ".dlq");
  }

  private static RecordMetadata send(String topic, String value, Map<String, String> headers) {
    ProducerRecord<String, String> rec = new ProducerRecord<>(topic, value.replace('\'', '"'));
    headers.forEach((name, text) -> rec.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
    return sandbox.topics().sendNow(rec);
  }

  private static void refused(
      Map<Long, String> wanted, String value, Map<String, String> headers, String reason) {
    wanted.put(send("malformed", value, headers).offset(), reason);
  }

  /** The job whose input has that name, as soon as the endpoint has it. */
  private static JobTruth job(SimulatedEndpoint endpoint, String name) {
    return await()
        .atMost(PATIENCE)
        .until(
            () ->
                endpoint.jobs().stream()
                    .filter(job -> job.input().path("name").asText().equals(name))
                    .findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }

  /** The body that job was submitted with. */
  private static JsonNode asked(SimulatedEndpoint endpoint, String name) throws Exception {
    return json(endpoint.request(job(endpoint, name).id()).orElseThrow().toString());
  }

  /** What the ledger says that job was submitted under. */
  private static JsonNode terms(String sink, SimulatedEndpoint endpoint, String name)
      throws Exception {
    String id = job(endpoint, name).id();
    try (TopicReader<String> ledger =
        sandbox.topics().reader(sink + "-ledger", new StringDeserializer())) {
      ConsumerRecord<String, String> submitted =
          await()
              .atMost(PATIENCE)
              .until(
                  () -> ledger.toEnd().stream().filter(e -> id.equals(e.key())).findFirst(),
                  Optional::isPresent)
              .orElseThrow();
      return JSON.readTree(submitted.value()).get("terms");
    }
  }

  private static JsonNode json(String text) throws Exception {
    return JSON.readTree(text.replace('\'', '"'));
  }
}
