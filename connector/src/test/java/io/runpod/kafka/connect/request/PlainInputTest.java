package io.runpod.kafka.connect.request;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Collections;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlainInputTest {
  private static final String POLICY =
      ",\"policy\":{\"executionTimeout\":600000,\"ttl\":86400000,\"lowPriority\":false}}";
  private static final int MAX = Mode.RUN.maxBodyBytes();
  private final Requests requests = new Requests(Map.of());

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"prompt\":\"hi\"}",
        " {\n \"a\" : 1.50, \"a\" : 123456789012345678901234567890 } ",
        "{\"é\":\"\\u00e9🚀\",\"n\":[null,true,{}]}"
      })
  void passesJsonTextOnAsItIs(String json) {
    String expected = "{\"input\":" + json + POLICY;

    assertThat(body(null, json)).isEqualTo(expected);
    assertThat(body(Schema.STRING_SCHEMA, json)).isEqualTo(expected);
    assertThat(body(Schema.BYTES_SCHEMA, json.getBytes(UTF_8))).isEqualTo(expected);
    assertThat(body(null, ByteBuffer.wrap(json.getBytes(UTF_8)))).isEqualTo(expected);
  }

  @Test
  void leavesAByteOrderMarkOut() {
    assertThat(body(null, "\uFEFF{\"a\":1}")).isEqualTo("{\"input\":{\"a\":1}" + POLICY);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}                | empty",
        "' { } '           | empty",
        "''                | empty",
        "oops              | not JSON",
        "{\"a\":1          | not JSON",
        "{\"a\":1}x        | not JSON",
        "{\"a\":1} {}      | something follows",
        "{\"a\":NaN}       | not JSON",
        "[1]               | not an array",
        "[1] [2]           | something follows",
        "17                | not a number",
        "\"text\"          | not a string",
        "null              | not null",
        "true              | not a boolean"
      })
  void refusesTextThatIsNoInputAndSaysWhy(String text, String reason) {
    assertThat(refusal(null, text)).contains(reason);
    assertThat(refusal(null, text.getBytes(UTF_8))).contains(reason);
  }

  @Test
  void refusesTextInAnotherEncoding() {
    assertThat(refusal(null, "{\"a\":1}".getBytes(UTF_16))).contains("UTF-8");
    assertThat(refusal(null, "{\"a\":1}".getBytes(java.nio.charset.StandardCharsets.UTF_16LE)))
        .contains("UTF-16");
    assertThat(refusal(null, new byte[] {'{', '"', (byte) 0xFF, '"', ':', '1', '}'}))
        .contains("not UTF-8");
  }

  @Test
  void refusesNullAndWhatIsNoObject() {
    assertThat(refusal(null, null)).contains("null");
    assertThat(refusal(null, 17)).isEqualTo("a job's input is a JSON object, not a number");
    assertThat(refusal(null, List.of(1))).contains("JSON object, not an array");
    assertThat(refusal(null, true)).contains("JSON object, not a boolean");
    assertThat(refusal(null, Map.of())).contains("{}").contains("no worker ever gets it");
    assertThat(refusal(null, new Struct(SchemaBuilder.struct().build()))).contains("{}");
  }

  @ParameterizedTest
  @MethodSource("io.runpod.kafka.connect.request.Requests#beyondWhatIsRead")
  void whatIsTooDeepOrTooLongForTheParserIsARejectWithItsReason(String json, String reason) {
    assertThat(refusal(null, json)).startsWith("JSON beyond what is read: ").contains(reason);
    assertThat(refusal(null, json)).doesNotContain("StreamReadConstraints");
    for (Map<String, String> settings :
        List.of(
            Map.of("runpod.input.pointer", "/b"),
            Map.of("runpod.input.wrap", "prompt"),
            Map.of("runpod.endpoint.field", "/b"),
            Map.of("runpod.input.request.id.field", "id"))) {
      assertThat(new Requests(settings).refusal(Requests.record(json))).contains(reason);
    }
  }

  @Test
  void writesAStructFieldByField() {
    Schema inner = SchemaBuilder.struct().field("x", Schema.FLOAT32_SCHEMA).build();
    Schema schema =
        SchemaBuilder.struct()
            .field("text", Schema.STRING_SCHEMA)
            .field("none", Schema.OPTIONAL_STRING_SCHEMA)
            .field("int", Schema.INT8_SCHEMA)
            .field("long", Schema.INT64_SCHEMA)
            .field("double", Schema.FLOAT64_SCHEMA)
            .field("flag", Schema.BOOLEAN_SCHEMA)
            .field("bytes", Schema.BYTES_SCHEMA)
            .field("decimal", Decimal.schema(2))
            .field("date", org.apache.kafka.connect.data.Date.SCHEMA)
            .field("time", Time.SCHEMA)
            .field("timestamp", Timestamp.SCHEMA)
            .field("list", SchemaBuilder.array(inner).build())
            .field("map", SchemaBuilder.map(Schema.INT32_SCHEMA, Timestamp.SCHEMA).build())
            .build();
    Instant instant = Instant.parse("2026-11-23T12:34:56.789Z");
    Struct value =
        new Struct(schema)
            .put("text", "é\"")
            .put("int", (byte) -1)
            .put("long", Long.MAX_VALUE)
            .put("double", 0.1)
            .put("flag", true)
            .put("bytes", new byte[] {1, 2, 3})
            .put("decimal", new BigDecimal("12345678901234567890.10"))
            .put("date", Date.from(Instant.parse("2026-11-23T00:00:00Z")))
            .put("time", Date.from(Instant.ofEpochMilli(3_661_001)))
            .put("timestamp", Date.from(instant))
            .put("list", List.of(new Struct(inner).put("x", 0.5f)))
            .put("map", Map.of(7, Date.from(instant)));

    assertThat(body(schema, value))
        .isEqualTo(
            "{\"input\":{\"text\":\"é\\\"\",\"none\":null,\"int\":-1,\"long\":9223372036854775807,"
                + "\"double\":0.1,\"flag\":true,\"bytes\":\"AQID\","
                + "\"decimal\":12345678901234567890.10,\"date\":\"2026-11-23\","
                + "\"time\":\"01:01:01.001\",\"timestamp\":\"2026-11-23T12:34:56.789Z\","
                + "\"list\":[{\"x\":0.5}],\"map\":{\"7\":\"2026-11-23T12:34:56.789Z\"}}"
                + POLICY);
  }

  @Test
  void writesAMapWithoutSchema() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("a", null);
    map.put("b", List.of(1, "x", Map.of("c", new BigInteger("99999999999999999999"))));
    map.put("d", ByteBuffer.wrap(new byte[] {4}));

    assertThat(body(null, map))
        .isEqualTo(
            "{\"input\":{\"a\":null,\"b\":[1,\"x\",{\"c\":99999999999999999999}],\"d\":\"BA==\"}"
                + POLICY);
  }

  @Test
  void refusesWhatJsonCannotSayAndNamesThePlace() {
    assertThat(refusal(null, Map.of("a", List.of(1.0, Double.NaN))))
        .isEqualTo("value.a[1] is NaN: JSON has no such number");
    assertThat(refusal(null, Map.of("a", new Object()))).contains("value.a is a java.lang.Object");
    assertThat(refusal(null, Collections.singletonMap(null, 1))).contains("key");
  }

  @Test
  void measuresTheWholeRequestAgainstTenMebibytes() {
    int room = MAX - "{\"input\":".length() - POLICY.length();
    String fits = "{\"a\":\"" + "x".repeat(room - 8) + "\"}";

    assertThat(body(null, fits)).hasSize(MAX);
    assertThat(refusal(null, fits + " ")).contains("10485761").contains("10 MiB");
    assertThat(refusal(null, Map.of("a", "x".repeat(room)))).contains("10 MiB");
    assertThat(refusal(null, "x".repeat(MAX + 1))).contains("10 MiB");
  }

  private String body(Schema schema, Object value) {
    return requests.body(Requests.record(schema, value));
  }

  private String refusal(Schema schema, Object value) {
    return requests.refusal(Requests.record(schema, value));
  }
}
