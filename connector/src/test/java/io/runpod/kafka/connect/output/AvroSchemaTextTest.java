package io.runpod.kafka.connect.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AvroSchemaTextTest {

  @Test
  void aBlankTextIsNoType() {
    assertThat(AvroSchemaText.parse(" ")).isEmpty();
  }

  @Test
  void namedTypesCanBeUsedAgain() throws OutputMismatch {
    OutputType type =
        type(
            """
            {"type": "record", "name": "Pair", "namespace": "com.acme", "fields": [
              {"name": "left", "type": {"type": "record", "name": "Box", "fields": [
                {"name": "width", "type": "int"}]}},
              {"name": "right", "type": "Box"},
              {"name": "third", "type": ["null", "com.acme.Box"], "default": null}]}
            """);

    Struct pair = (Struct) type.read("{\"left\":{\"width\":1},\"right\":{\"width\":2}}");

    assertThat(pair.schema().name()).isEqualTo("com.acme.Pair");
    assertThat(pair.getStruct("right").schema().name()).isEqualTo("com.acme.Box");
    assertThat(pair.getStruct("right").getInt32("width")).isEqualTo(2);
    assertThat(pair.get("third")).isNull();
  }

  @Test
  void aMissingFieldHasItsDefault() throws OutputMismatch {
    OutputType type =
        type(
            """
            {"type": "record", "name": "R", "fields": [
              {"name": "n", "type": "int", "default": 7},
              {"name": "tags", "type": {"type": "array", "items": "string"}, "default": []}]}
            """);

    Struct read = (Struct) type.read("{}");

    assertThat(read.getInt32("n")).isEqualTo(7);
    assertThat(read.getArray("tags")).isEmpty();
    assertThat(type.schema().field("n").schema().defaultValue()).isEqualTo(7);
  }

  @Test
  void logicalTypesTakeWhatHandlersWrite() throws OutputMismatch {
    OutputType type =
        type(
            """
            {"type": "array", "items": ["null", {"type": "long", "logicalType": "timestamp-millis"}]}
            """);
    Instant instant = Instant.parse("2026-11-25T16:00:00.120Z");

    assertThat(
            type.read(
                "[\"2026-11-25T17:00:00.12+01:00\", %d, null]".formatted(instant.toEpochMilli())))
        .isEqualTo(java.util.Arrays.asList(Date.from(instant), Date.from(instant), null));
    assertThat(type("{\"type\":\"int\",\"logicalType\":\"date\"}").read("\"1970-01-03\""))
        .isEqualTo(new Date(2 * 24 * 3600 * 1000));
    assertThat(decimal().read("1.5")).isEqualTo(new BigDecimal("1.50"));
    assertThat(decimal().read("\"12.34\"")).isEqualTo(new BigDecimal("12.34"));
    assertThat(type("\"bytes\"").read("\"aGk=\"")).isEqualTo(new byte[] {'h', 'i'});
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"int\" | 1.5 | $: expected int, found 1.5",
        "\"int\" | 3000000000 | $: expected int",
        "\"int\" | \"1\" | $: expected int, found \"1\"",
        "\"long\" | 1e1000000000 | $: expected long",
        "\"double\" | 1e400 | $: expected double",
        "\"float\" | 1e39 | $: expected float",
        "\"string\" | 1 | $: expected string, found 1",
        "\"boolean\" | 0 | $: expected boolean",
        "\"bytes\" | \"-\" | $: expected bytes",
        "{\"type\":\"int\",\"logicalType\":\"date\"} | \"2026-02-30\" | $: expected date",
        "{\"type\":\"bytes\",\"logicalType\":\"decimal\",\"precision\":4,\"scale\":2} | 1e1000000000 | $: expected decimal",
        "{\"type\":\"bytes\",\"logicalType\":\"decimal\",\"precision\":4,\"scale\":2} | 1e-1000000000 | $: expected decimal",
        "{\"type\":\"bytes\",\"logicalType\":\"decimal\",\"precision\":4,\"scale\":2} | 100 | $: expected decimal",
        "{\"type\":\"enum\",\"name\":\"E\",\"symbols\":[\"A\"]} | \"B\" | $: expected one of [A], found \"B\"",
        "{\"type\":\"array\",\"items\":\"int\"} | [1,[2]] | $[1]: expected int, found [2]",
        "{\"type\":\"array\",\"items\":\"int\"} | [null] | $[0]: expected a value, found null",
        "{\"type\":\"map\",\"values\":\"int\"} | {\"a\":true} | $.a: expected int, found true",
        "{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"a\",\"type\":\"int\"}]} | {} | $.a: missing",
        "{\"type\":\"record\",\"name\":\"R\",\"fields\":[]} | {\"b\":1} | $.b: record R has no such field",
        "\"int\" | {\"a\" | not readable as JSON",
        "{\"type\":\"map\",\"values\":\"int\"} | {\"a\":1,\"a\":2} | not readable as JSON",
      })
  void whatDoesNotFitIsNamedWithItsPlace(String schema, String json, String message) {
    assertThatThrownBy(() -> type(schema).read(json))
        .isInstanceOf(OutputMismatch.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void aLongValueIsNotRepeatedInTheMessage() {
    assertThatThrownBy(() -> type("\"int\"").read("\"" + "x".repeat(100_000) + "\""))
        .message()
        .hasSizeLessThan(100);
  }

  @Test
  void saysSoWhereAnOutputIsTooDeepToBeRead() {
    OutputType number = AvroSchemaText.parse("\"int\"").orElseThrow();

    assertThatThrownBy(() -> number.read("[".repeat(1_000) + "]".repeat(1_000)))
        .isInstanceOf(OutputMismatch.class)
        .hasMessageContaining("expected int");
    assertThatThrownBy(() -> number.read("[".repeat(1_001) + "]".repeat(1_001)))
        .isInstanceOf(OutputMismatch.class)
        .hasMessageContaining("nesting depth");
  }

  @Test
  void refusesASchemaThatTheParserDoesNotRead() {
    assertThatThrownBy(() -> AvroSchemaText.parse("[".repeat(1_001)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("nesting depth");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"type\": | not JSON: Unexpected end-of-input",
        "\"itn\" | at $: type itn is not supported, or not defined before it",
        "[\"int\",\"string\"] | at $: a union may hold null and one other type",
        "[\"null\"] | at $: a union needs a type beside null",
        "{\"name\":\"R\"} | at $: 'type' is missing",
        "{\"type\":\"array\"} | at $: 'items' is missing",
        "{\"type\":\"fixed\",\"name\":\"F\",\"size\":2} | at $.type: type fixed is not supported",
        "{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"r\",\"type\":[\"null\",\"R\"]}]} | at $.fields[0].type[1]: R contains itself",
        "{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"a-b\",\"type\":\"int\"}]} | at $.fields[0].name: 'a-b' is not a name",
        "{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"a\",\"type\":\"int\",\"default\":\"1\"}]} | at $.fields[0].default: not of the field's type",
        "{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"a\",\"type\":\"int\"},{\"name\":\"a\",\"type\":\"int\"}]} | at $.fields[1]: a second field a",
        "{\"type\":\"record\",\"name\":\"io.runpod.kafka.schema.JobError\",\"fields\":[]} | at $: io.runpod.kafka.schema.* is this connector's own",
        "{\"type\":\"long\",\"logicalType\":\"timestamp-micros\"} | at $: logicalType timestamp-micros of long is not supported",
      })
  void whatCannotBeUsedIsRefusedWithItsPlace(String schema, String message) {
    assertThatThrownBy(() -> AvroSchemaText.parse(schema))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message);
    assertThatThrownBy(() -> AvroSchemaText.validator().ensureValid("runpod.output.schema", schema))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("runpod.output.schema " + message);
  }

  @Test
  void theOutermostTypeMayAlwaysBeNull() throws OutputMismatch {
    assertThat(type("\"int\"").schema()).isEqualTo(Schema.OPTIONAL_INT32_SCHEMA);
    assertThat(type("\"int\"").read("null")).isNull();
    assertThat(List.of(type("\"int\"").read("3.0"))).containsExactly(3);
  }

  private static OutputType decimal() {
    return type("{\"type\":\"bytes\",\"logicalType\":\"decimal\",\"precision\":4,\"scale\":2}");
  }

  private static OutputType type(String schema) {
    return AvroSchemaText.parse(schema).orElseThrow();
  }
}
