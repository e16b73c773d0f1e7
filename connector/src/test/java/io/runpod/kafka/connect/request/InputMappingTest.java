package io.runpod.kafka.connect.request;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InputMappingTest {
  private static final String POINTER = "runpod.input.pointer";
  private static final String WRAP = "runpod.input.wrap";
  private static final String ID = "runpod.input.request.id.field";
  private static final String THE_ID = "\"sink:jobs:3:42:1700\"";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "/payload | {'payload':{ 'a' : 1.50 },'b':2} | { 'a' : 1.50 }",
        "/0/x     | [{'x':{'a':1}},{'x':2}]          | {'a':1}",
        "/a~1b    | {'a/b':{'c':1}}                  | {'c':1}",
        "/é       | {'é':{'ü':'🚀'}}                 | {'ü':'🚀'}",
      })
  void takesThePartAPointerPointsAt(String pointer, String value, String input) {
    assertThat(new Requests(Map.of(POINTER, pointer)).input(Requests.json(value)))
        .isEqualTo(input.replace('\'', '"'));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "{'other':1}        | runpod.input.pointer: nothing is at /a/b",
        "{'a':17}           | runpod.input.pointer: nothing is at /a/b",
        "[1]                | runpod.input.pointer: nothing is at /a/b",
        "17                 | runpod.input.pointer: nothing is at /a/b",
        "{'a':{'b':null}}   | runpod.input.pointer: null is at /a/b",
        "{'a':{'b':{ }}}    | the input {} is empty",
        "{'a':{'b':'text'}} | a job's input is a JSON object, not a string",
        "{'a':{'b':[1]}}    | a job's input is a JSON object, not an array",
        "{'a':{'b':{'c':1}} | not JSON",
        "a cat              | not JSON",
      })
  void refusesWhereNothingOrNoObjectIsAndNamesThePlace(String value, String reason) {
    assertThat(new Requests(Map.of(POINTER, "/a/b")).refusal(Requests.json(value)))
        .contains(reason);
  }

  @Test
  void pointsIntoStructuresAndIntoTheInputOfAnEnvelope() {
    Schema inner = SchemaBuilder.struct().field("x", Schema.INT32_SCHEMA).build();
    Schema schema =
        SchemaBuilder.struct().field("a", inner).field("b", Schema.STRING_SCHEMA).build();
    Struct struct = new Struct(schema).put("a", new Struct(inner).put("x", 1)).put("b", "c");
    assertThat(new Requests(Map.of(POINTER, "/a")).input(Requests.record(schema, struct)))
        .isEqualTo("{\"x\":1}");

    Requests envelopes = new Requests(Map.of(POINTER, "/a", "runpod.request.format", "envelope"));
    assertThat(envelopes.input(Requests.json("{'input':{'a':{'x':1}}}"))).isEqualTo("{\"x\":1}");
    assertThat(envelopes.input(Requests.record(Map.of("input", "{\"a\": {\"x\": 1}}"))))
        .isEqualTo("{\"x\": 1}");
  }

  @Test
  void putsAValueUnderAName() {
    Requests requests = new Requests(Map.of(WRAP, "prompt"));

    assertThat(requests.input(Requests.record("a cat"))).isEqualTo("{\"prompt\":\"a cat\"}");
    assertThat(requests.input(Requests.record("\"a\" \\ cat\n🚀".getBytes(UTF_8))))
        .isEqualTo("{\"prompt\":\"\\\"a\\\" \\\\ cat\\n🚀\"}");
    assertThat(requests.input(Requests.record(17))).isEqualTo("{\"prompt\":17}");
    assertThat(requests.input(Requests.record(true))).isEqualTo("{\"prompt\":true}");
    assertThat(requests.input(Requests.record(List.of("a", 1))))
        .isEqualTo("{\"prompt\":[\"a\",1]}");
    assertThat(requests.input(Requests.record(Map.of("a", 1)))).isEqualTo("{\"prompt\":{\"a\":1}}");
    assertThat(requests.input(Requests.json("{ 'a':1.0}"))).isEqualTo("{\"prompt\":{ \"a\":1.0}}");
    assertThat(requests.input(Requests.json("[1]"))).isEqualTo("{\"prompt\":[1]}");
    assertThat(requests.refusal(Requests.record(null))).contains("the value is null");
    assertThat(requests.refusal(Requests.record(new byte[] {(byte) 0xFF}))).contains("not UTF-8");
    assertThat(requests.refusal(Requests.record(Double.NaN))).contains("NaN");
  }

  @Test
  void takesTextForTextHoweverMuchItLooksLikeJson() {
    Requests requests = new Requests(Map.of(WRAP, "prompt"));

    for (String text : List.of("17", "true", "null", "\"quoted\"", "[INST] hi", "{name}, hi", "")) {
      assertThat(requests.input(Requests.record(text)))
          .isEqualTo("{\"prompt\":\"" + text.replace("\"", "\\\"") + "\"}");
    }
  }

  @Property(tries = 200)
  void wrapsAnyTextSoThatAWorkerReadsItBack(@ForAll String text) throws Exception {
    String sent = new String(text.getBytes(UTF_8), UTF_8); // no half characters
    Assume.that(!sent.startsWith("\uFEFF") && sent.indexOf('\0') < 0);
    String input = new Requests(Map.of(WRAP, "prompt")).input(Requests.record(sent));

    assertThat(new ObjectMapper().readTree(input).get("prompt").textValue()).isEqualTo(sent);
  }

  @Test
  void selectsAndThenWraps() {
    Requests requests = new Requests(Map.of(POINTER, "/text", WRAP, "prompt"));

    assertThat(requests.input(Requests.json("{'text':'a cat','n':1}")))
        .isEqualTo("{\"prompt\":\"a cat\"}");
    assertThat(requests.input(Requests.json("{'text':{}}"))).isEqualTo("{\"prompt\":{}}");
    assertThat(requests.refusal(Requests.json("{'text':null}"))).contains("null is at /text");
    assertThat(requests.refusal(Requests.json("{'text':'a cat'"))).contains("not JSON");
  }

  @Test
  void wrapsThePlainTextOfAnEnvelope() {
    Requests requests = new Requests(Map.of(WRAP, "prompt", "runpod.request.format", "envelope"));

    assertThat(requests.input(Requests.json("{'input':'a cat'}")))
        .isEqualTo("{\"prompt\":\"a cat\"}");
    assertThat(requests.input(Requests.json("{'input':17}"))).isEqualTo("{\"prompt\":17}");
  }

  @Test
  void putsTheRequestsIdIntoTheInput() {
    assertThat(new Requests(Map.of(ID, "id")).input(Requests.json(" { 'a':1}")))
        .isEqualTo("{\"id\":" + THE_ID + ", \"a\":1}");
    assertThat(new Requests(Map.of(ID, "id", WRAP, "p")).input(Requests.record("x")))
        .isEqualTo("{\"id\":" + THE_ID + ",\"p\":\"x\"}");
    assertThat(new Requests(Map.of(ID, "id", POINTER, "/p")).input(Requests.json("{'p':{'x':1}}")))
        .isEqualTo("{\"id\":" + THE_ID + ",\"x\":1}");
    assertThat(new Requests(Map.of(ID, "id")).refusal(Requests.json("{}"))).contains("is empty");
  }

  @Test
  void leavesAnIdThatIsThereAndFillsInOneThatIsNull() {
    Requests requests = new Requests(Map.of(ID, "id"));

    for (String own : List.of("{'id':'mine','a':1}", "{'a':1,'id':7}", "{'id':null,'id':''}")) {
      assertThat(requests.input(Requests.json(own))).isEqualTo(own.replace('\'', '"'));
    }
    assertThat(requests.input(Requests.json("{'a':1, 'id' : null }")))
        .isEqualTo("{\"a\":1, \"id\" : " + THE_ID + " }");
    assertThat(requests.input(Requests.record(Collections.singletonMap("id", null))))
        .isEqualTo("{\"id\":" + THE_ID + "}");
    assertThat(requests.input(Requests.json("{'a':{'id':1}}")))
        .isEqualTo("{\"id\":" + THE_ID + ",\"a\":{\"id\":1}}");
  }

  @Test
  void mapsForTheEndpointTheRecordIsFor() {
    Requests requests = new Requests(Map.of(WRAP, "prompt"), Map.of(WRAP, "text"));
    var second = Requests.record("a cat");
    second.headers().addString("runpod.endpoint", "e2");

    assertThat(requests.input(Requests.record("a cat"))).startsWith("{\"prompt\":");
    assertThat(requests.input(second)).startsWith("{\"text\":");
  }

  @Test
  void keepsTheNumbersAndNullsOfAStructure() {
    Map<String, Object> deep = new HashMap<>();
    deep.put("n", new BigDecimal("1.10"));
    deep.put("list", Arrays.asList(1, null));
    assertThat(new Requests(Map.of(POINTER, "/x")).input(Requests.record(Map.of("x", deep))))
        .contains("\"n\":1.10", "[1,null]");
  }
}
