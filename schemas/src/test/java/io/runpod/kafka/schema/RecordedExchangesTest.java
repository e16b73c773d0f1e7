package io.runpod.kafka.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.avro.JsonProperties;
import org.apache.avro.data.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RecordedExchangesTest {

  @ParameterizedTest
  @MethodSource("names")
  void everyFileHasTheSameShape(String name) {
    Map<?, ?> exchange = parse(Recorded.exchange(name));

    assertThat(exchange.keySet().stream().map(Object::toString))
        .containsExactly(
            "source",
            "operation",
            "method",
            "path",
            "request",
            "status",
            "contentType",
            "response",
            "filled");
    assertThat(exchange.get("source")).asString().isNotBlank();
    assertThat(exchange.get("method")).isIn("GET", "POST");
    assertThat(exchange.get("path")).asString().startsWith("/");
    assertThat((Integer) exchange.get("status")).isBetween(200, 599);
    assertThat(exchange.get("filled")).isInstanceOf(List.class);
  }

  @ParameterizedTest
  @MethodSource("names")
  void aBodyIsJsonUnlessItsContentTypeSaysOtherwise(String name) {
    Map<?, ?> exchange = parse(Recorded.exchange(name));
    Object response = exchange.get("response");

    Object type = exchange.get("contentType");
    if (type == JsonProperties.NULL_VALUE) {
      assertThat(response).isEqualTo(JsonProperties.NULL_VALUE);
    } else if (type.equals("application/json")) {
      assertThat(response).isInstanceOfAny(Map.class, List.class);
    } else {
      assertThat(response).isInstanceOf(String.class);
    }
  }

  @Test
  void theErrorOfAFailedHandlerIsAJsonDocumentInsideAString() {
    Map<?, ?> failed = parse(Recorded.exchange("28-status-failed-by-handler"));

    String error = (String) ((Map<?, ?>) failed.get("response")).get("error");

    assertThat(parse(error).get("error_message")).isEqualTo("kaboom");
  }

  @Test
  void theIndexNamesTheFilesOfTheFolderInTheirOrder() throws Exception {
    assertThat(new TreeSet<>(Recorded.exchanges())).isEqualTo(Folder.namesIn("api"));
    assertThat(Recorded.exchanges()).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void anUnknownNameIsRefusedByName() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Recorded.exchange("99-nothing"))
        .withMessageContaining("api/99-nothing.json");
  }

  private static Map<?, ?> parse(String json) {
    return (Map<?, ?>) Json.parseJson(json);
  }

  private static Stream<String> names() {
    return Recorded.exchanges().stream();
  }
}
