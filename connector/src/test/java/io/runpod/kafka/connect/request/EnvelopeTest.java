package io.runpod.kafka.connect.request;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class EnvelopeTest {
  private static final String POLICY =
      ",\"policy\":{\"executionTimeout\":7000,\"ttl\":20000,\"lowPriority\":true}";
  private static final String S3 =
      ",\"s3Config\":{\"accessId\":\"id\",\"accessSecret\":\"s\\\"3\",\"bucketName\":\"b\","
          + "\"endpointUrl\":\"https://s3\"}}";

  private final Requests requests = new Requests(Map.of("runpod.request.format", "envelope"));

  @Test
  void readsAnEnvelopeInJsonText() {
    String json =
        "{'input':{ 'n' : 1.50 },'policy':{'executionTimeout':7000,'ttl':20000,'lowPriority':true},"
            + "'webhook':'https://me/x?t=1','s3Config':{'accessId':'id','accessSecret':'s\\\"3',"
            + "'bucketName':'b','endpointUrl':'https://s3','objectPath':'p/q'},"
            + "'endpointId':'e2','stream':true,'queueTimeout':1,'runTimeout':2,'retries':3,"
            + "'mode':'auto','wait':5000}";
    byte[] utf8 = json.replace('\'', '"').getBytes(UTF_8);
    for (Object value : List.of(new String(utf8, UTF_8), utf8, ByteBuffer.wrap(utf8))) {
      JobRequest request = requests.of(Requests.record(value));

      assertThat(new String(request.body(), UTF_8))
          .isEqualTo(
              "{\"input\":{ \"n\" : 1.50 }"
                  + POLICY
                  + ",\"webhook\":\"https://me/x?t=1\""
                  + S3.replace("\"https://s3\"", "\"https://s3\",\"objectPath\":\"p/q\""));
      assertThat(request.endpoint()).isEqualTo(Requests.E2);
      assertThat(request.mode()).contains(Mode.AUTO);
      assertThat(request.hold().orElseThrow().toMillis()).isEqualTo(5000);
      assertThat(request.terms().streamed()).contains(true);
      assertThat(request.terms().queueTimeout().orElseThrow().toMillis()).isEqualTo(1);
      assertThat(request.terms().runTimeout().orElseThrow().toMillis()).isEqualTo(2);
      assertThat(request.terms().autoRetries()).isEqualTo(3);
    }
  }

  @Test
  void readsAStructWhoseInputIsAStringOfJson() {
    Schema policy =
        SchemaBuilder.struct()
            .optional()
            .field("executionTimeout", Schema.OPTIONAL_INT64_SCHEMA)
            .field("lowPriority", Schema.OPTIONAL_BOOLEAN_SCHEMA)
            .field("ttl", Schema.OPTIONAL_INT64_SCHEMA)
            .build();
    Schema s3 =
        SchemaBuilder.struct()
            .optional()
            .field("accessId", Schema.STRING_SCHEMA)
            .field("accessSecret", Schema.STRING_SCHEMA)
            .field("bucketName", Schema.STRING_SCHEMA)
            .field("endpointUrl", Schema.STRING_SCHEMA)
            .field("objectPath", Schema.OPTIONAL_STRING_SCHEMA)
            .build();
    Schema schema =
        SchemaBuilder.struct()
            .field("input", Schema.STRING_SCHEMA)
            .field("endpointId", Schema.OPTIONAL_STRING_SCHEMA)
            .field("policy", policy)
            .field("webhook", Schema.OPTIONAL_STRING_SCHEMA)
            .field("s3Config", s3)
            .field("stream", Schema.OPTIONAL_BOOLEAN_SCHEMA)
            .build();
    Struct value =
        new Struct(schema)
            .put("input", " {\"é\": 1e2} ")
            .put(
                "policy",
                new Struct(policy)
                    .put("executionTimeout", 7_000L)
                    .put("ttl", 20_000L)
                    .put("lowPriority", true))
            .put(
                "s3Config",
                new Struct(s3)
                    .put("accessId", "id")
                    .put("accessSecret", "s\"3")
                    .put("bucketName", "b")
                    .put("endpointUrl", "https://s3"));

    assertThat(requests.body(Requests.record(schema, value)))
        .isEqualTo("{\"input\": {\"é\": 1e2} " + POLICY + S3);
    assertThat(requests.of(Requests.record(schema, value)).terms().streamed()).isEmpty();
  }

  @Test
  void readsAMapWhoseInputIsAnObject() {
    Map<String, Object> envelope = new HashMap<>();
    envelope.put("input", Map.of("a", List.of(1, 2)));
    envelope.put("policy", Map.of("ttl", 20_000, "executionTimeout", 7_000L, "lowPriority", true));
    envelope.put("webhook", null);

    assertThat(requests.body(Requests.record(envelope)))
        .isEqualTo("{\"input\":{\"a\":[1,2]}" + POLICY + "}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "{'input':{'a':1},'inputs':1} | envelope: unknown field 'inputs', known are [endpointId,",
        "{'input':{'a':1},'policy':{'timeout':1}} | envelope policy: unknown field 'timeout', known",
        "{'input':{'a':1},'s3Config':{'secret':'x'}} | envelope s3Config: unknown field 'secret'",
        "{'input':{'a':1},'retries':1,'retries':2} | envelope: field 'retries' is there twice",
        "{'policy':{}} | envelope: field 'input' is missing",
        "{'input':null} | envelope: field 'input' is missing",
        "{'input':{}} | the input {} is empty",
        "{'input':' { } '} | the input {} is empty",
        "{'input':''} | empty",
        "{'input':'oops'} | not JSON",
        "{'input':'[1]'} | not an array",
        "{'input':[1]} | not an array",
        "{'input':7} | not a number",
        "{'input':{'a':1},'policy':[]} | envelope policy: is no JSON object",
        "{'input':{'a':1},'policy':{'ttl':{}}} | envelope field 'policy.ttl': '{}' is no whole",
        "{'input':{'a':1},'endpointId':7} | envelope: field 'endpointId' is no string",
        "{'input':{'a':1},'webhook':'ftp://x'} | envelope: field 'webhook' is no http or https URL",
        "{'input':{'a':1},'webhook':{}} | envelope: field 'webhook' is no string",
        "{'input':{'a':1},'s3Config':{'accessId':'x'}} | s3Config: field 'accessSecret' is missing",
        "{'input':{'a':1}} x | not JSON",
        "{'input':{'a':1} | not JSON",
        "['input'] | envelope: is no JSON object",
        "'input' | envelope: is no JSON object",
        "oops | not JSON",
      })
  void refusesWhatIsNoEnvelopeAndNamesTheField(String json, String reason) {
    assertThat(requests.refusal(Requests.json(json))).contains(reason);
  }

  @Test
  void refusesNullAndWhatIsNoObject() {
    assertThat(requests.refusal(Requests.record(null))).contains("the value is null");
    assertThat(requests.refusal(Requests.record(17))).contains("no JSON object");
  }

  @Test
  void measuresTheInputAndNotTheEnvelopeAgainstTenMebibytes() {
    String quote = "\\\"";
    assertThat(requests.of(withQuotes(quote.repeat(4 << 20))).body().length).isLessThan(9 << 20);
    assertThat(requests.refusal(withQuotes(quote.repeat(6 << 20)))).contains("10 MiB");
  }

  /** Quotes are twice as long in the envelope as in the input. */
  private static SinkRecord withQuotes(String text) {
    String input = "{\"a\":\"" + text + "\"}";
    String escaped = input.replace("\\", "\\\\").replace("\"", "\\\"");
    return Requests.record("{\"input\":\"" + escaped + "\"}");
  }

  @Test
  void citesNothingOfTextThatIsNoJson() {
    assertThat(requests.refusal(Requests.json("{'s3Config':{'accessSecret':hush}}")))
        .startsWith("not JSON: Unrecognized token '…'")
        .containsPattern("\\(byte \\d+\\)$");
  }

  @Test
  void showsNoSecretInAComplaintAndNoneInItsText() {
    String json =
        "{'input':{'a':1},'webhook':'no url hush','s3Config':{'accessId':'hush1',"
            + "'accessSecret':'hush2','bucketName':'b','endpointUrl':'u'}}";
    assertThat(requests.refusal(Requests.json(json))).contains("webhook").doesNotContain("hush");

    JobRequest request = requests.of(Requests.json(json.replace("no url hush", "https://hush")));
    assertThat(request.toString()).doesNotContain("hush");
    assertThat(new String(request.body(), UTF_8)).contains("hush1", "hush2", "https://hush");
  }

  @ParameterizedTest
  @MethodSource("io.runpod.kafka.connect.request.Requests#beyondWhatIsRead")
  void refusesAnInputThatTheParserDoesNotReadWhetherItIsAStringOrNot(String json, String reason) {
    String text = json.replace("\"", "\\\"");
    assertThat(requests.refusal(Requests.record("{\"input\":" + json + "}"))).contains(reason);
    assertThat(requests.refusal(Requests.record("{\"input\":\"" + text + "\"}"))).contains(reason);
  }
}
