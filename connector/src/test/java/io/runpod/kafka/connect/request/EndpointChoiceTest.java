package io.runpod.kafka.connect.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.runpod.kafka.connect.job.EndpointId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointChoiceTest {
  private static final Map<String, String> PROPS =
      Map.of(
          "runpod.request.format", "envelope",
          "runpod.endpoint.field", "/model",
          "runpod.endpoint.by.topic", "mapped:e2, same:e1");

  /** e2 is what the first source that says anything says; all others say e1. */
  @Property
  void asksHeaderEnvelopeFieldAndTopicInThisOrder(
      @ForAll boolean header, @ForAll boolean envelope, @ForAll boolean field) {
    String first = header ? "header" : envelope ? "envelope" : field ? "field" : "topic";
    String json =
        "{'input':{"
            + (field ? "'model':'" + (first.equals("field") ? "e2" : "e1") + "'" : "'a':1")
            + "}"
            + (envelope ? ",'endpointId':'" + (first.equals("envelope") ? "e2" : "e1") + "'" : "")
            + "}";
    SinkRecord record =
        Requests.record(first.equals("topic") ? "mapped" : "same", null, json.replace('\'', '"'));
    if (header) {
      record.headers().addString("runpod.endpoint", "e2");
    }

    assertThat(new Requests(PROPS).of(record).endpoint()).isEqualTo(Requests.E2);
  }

  @Test
  void goesToTheDefaultWhereNothingElseDecides() {
    Requests requests = new Requests(PROPS);
    for (String input : List.of("{'a':1}", "{'model':null}", "{'model':{'x':1}}")) {
      SinkRecord record = Requests.json("{'input':" + input + ",'endpointId':null}");
      if (!input.contains("x")) {
        assertThat(requests.of(record).endpoint()).isEqualTo(Requests.E1);
      } else {
        assertThat(requests.refusal(record))
            .isEqualTo("runpod.endpoint.field: at /model is no string: name an endpoint");
      }
    }
  }

  @Test
  void findsNoFieldInPlainText() {
    Map<String, String> props = new HashMap<>();
    props.put("runpod.endpoint.field", "/model");
    props.put("runpod.input.wrap", "prompt");
    assertThat(new Requests(props).of(Requests.record("a cat")).endpoint()).isEqualTo(Requests.E1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "{'input':{'a':1},'endpointId':'e3'} | envelope field 'endpointId'",
        "{'input':{'model':'e3'}}            | runpod.endpoint.field",
      })
  void refusesAnEndpointThatIsNotServedAndNamesThoseThatAre(String json, String place) {
    assertThat(new Requests(PROPS).refusal(Requests.json(json)))
        .isEqualTo(place + ": this connector does not serve endpoint 'e3', but e1, e2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"e3", "", "E1", "../e1", "e1 "})
  void refusesAnEndpointInAHeaderThatIsNotServed(String id) {
    SinkRecord record = Requests.json("{'input':{'a':1}}");
    record.headers().addString("runpod.endpoint", id);

    assertThat(new Requests(PROPS).refusal(record))
        .isEqualTo(
            "header runpod.endpoint: this connector does not serve endpoint '"
                + id
                + "', but e1, e2");
  }

  @Test
  void refusesARecordThatNothingDecidesAboutAndSaysHowItCouldBe() throws NoRequest {
    EndpointChoice none =
        new EndpointChoice(List.of(Requests.E1, Requests.E2), Map.of(), Optional.empty());
    assertThatThrownBy(() -> none.of(Optional.empty(), "", "jobs"))
        .isInstanceOf(NoRequest.class)
        .hasMessage(
            "no endpoint: name one of e1, e2 in the header runpod.endpoint, or set"
                + " runpod.endpoint.id");

    EndpointChoice only = new EndpointChoice(List.of(Requests.E2), Map.of(), Optional.empty());
    assertThat(only.of(Optional.empty(), "", "jobs")).isEqualTo(Requests.E2);
  }

  @Test
  void isNotMadeWithAMapToAnEndpointThatIsNotServed() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new EndpointChoice(
                    List.of(Requests.E1), Map.of("t", new EndpointId("e3")), Optional.empty()))
        .withMessageContaining("runpod.endpoint.by.topic");
  }

  @ParameterizedTest
  @ValueSource(strings = {"jobs", "jobs:", ":e1", "jobs:e1:e2", ""})
  void wantsTopicAndEndpointInEachEntryOfTheMap(String entry) {
    assertThatThrownBy(() -> TopicEndpoints.parse("key", List.of("a:e1", entry)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("key")
        .hasMessageContaining("topic:endpoint");
  }

  @Test
  void wantsOneEndpointForATopic() {
    for (String second : List.of("a:e2", " a : e1 ")) {
      assertThatThrownBy(() -> TopicEndpoints.parse("key", List.of("a:e1", second)))
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining("topic a is there twice");
    }
  }
}
