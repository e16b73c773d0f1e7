package io.runpod.kafka.connect.request;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class JsonTextTest {
  private static final ObjectMapper TREES = new ObjectMapper();

  @Property(tries = 500)
  void findsWhatATreeWouldHaveThere(@ForAll("json") String json, @ForAll("pointers") String pointer)
      throws Exception {
    JsonNode expected = TREES.readTree(json).at(pointer);

    Optional<Payload> found = JsonText.at(text(json), JsonPointer.compile(pointer));

    assertThat(found.isPresent()).isNotEqualTo(expected.isMissingNode());
    if (found.isPresent()) {
      assertThat(TREES.readTree(found.get().string())).isEqualTo(expected);
      assertThat(found.get().string()).isEqualTo(found.get().string().strip());
    }
  }

  @Property(tries = 300)
  void putsAllPartsOfAnObjectTogetherAgain(@ForAll("json") String json) throws Exception {
    StringBuilder parts = new StringBuilder();
    JsonText.parts(
        text("{\"whole\": " + json + " }"),
        (name, value) -> parts.append(name).append('=').append(value.string()));

    assertThat(parts.toString()).isEqualTo("whole=" + json.strip());
  }

  @Test
  void takesPartsAsTheyAreWritten() throws NoRequest {
    Payload json = text("\uFEFF { \"é\" : [ 1.50e+01 , \"a\\u0020🚀\" , { \"b\" : null } ] } ");

    assertThat(at(json, "/é/0")).isEqualTo("1.50e+01");
    assertThat(at(json, "/é/1")).isEqualTo("\"a\\u0020🚀\"");
    assertThat(at(json, "/é/2")).isEqualTo("{ \"b\" : null }");
    assertThat(at(json, "/é/2/b")).isEqualTo("null");
    assertThat(at(json, "/é")).startsWith("[ 1.5").endsWith("} ]");
  }

  @Test
  void takesTheLastOfMembersWithOneName() throws NoRequest {
    Payload json = text("{\"a\":{\"b\":1},\"a\":{\"b\":2},\"a\":{}}");

    assertThat(JsonText.at(json, JsonPointer.compile("/a/b"))).isEmpty();
    assertThat(at(json, "/a")).isEqualTo("{}");
  }

  @Test
  void readsTheTextToItsEndBeforeItTakesAPart() {
    for (String broken :
        List.of("{\"a\":1", "{\"a\":1}x", "{\"a\":1,}", "[1,2", "", "{\"a\":tru}")) {
      assertThatThrownBy(() -> JsonText.at(text(broken), JsonPointer.compile("/a")))
          .as(broken)
          .isInstanceOf(NoRequest.class);
    }
  }

  private static String at(Payload json, String pointer) throws NoRequest {
    return JsonText.at(json, JsonPointer.compile(pointer)).orElseThrow().string();
  }

  private static Payload text(String json) throws NoRequest {
    return Payload.text(json.getBytes(UTF_8));
  }

  @Provide
  Arbitrary<String> pointers() {
    return Arbitraries.of("/a", "/b", "/0", "/1", "/a~1", "/")
        .list()
        .ofMaxSize(3)
        .map(segments -> String.join("", segments));
  }

  @Provide
  Arbitrary<String> json() {
    return value(3);
  }

  private static Arbitrary<String> value(int depth) {
    Arbitrary<String> scalar =
        Arbitraries.oneOf(
            Arbitraries.of("null", "true", "false", "0", "-1.50e3", "\"\"", "\"é\\n🚀\"", "12"),
            Arbitraries.strings().ofMaxLength(5).map(JsonTextTest::quoted));
    if (depth == 0) {
      return scalar;
    }
    Arbitrary<String> space = Arbitraries.of("", " ", "\n\t");
    Arbitrary<String> spaced =
        Combinators.combine(space, Arbitraries.lazy(() -> value(depth - 1)), space)
            .as((before, text, after) -> before + text + after);
    Arbitrary<String> member =
        Combinators.combine(Arbitraries.of("a", "b", "a/", "", "0"), spaced)
            .as((name, text) -> quoted(name) + ":" + text);
    return Arbitraries.oneOf(
        scalar,
        spaced.list().ofMaxSize(3).map(list -> "[" + String.join(",", list) + "]"),
        member.list().ofMaxSize(3).map(list -> "{" + String.join(",", list) + "}"));
  }

  private static String quoted(String text) {
    try {
      return TREES.writeValueAsString(new String(text.getBytes(UTF_8), UTF_8));
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }
}
