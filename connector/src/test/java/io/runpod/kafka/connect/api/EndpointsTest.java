package io.runpod.kafka.connect.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.runpod.kafka.connect.job.EndpointId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigValue;
import org.junit.jupiter.api.Test;

class EndpointsTest {
  private static final ConfigDef DEF = EndpointSettings.define(new ConfigDef());

  private final Map<String, String> props = new HashMap<>(Map.of("runpod.api.key", "key"));

  @Test
  void theDefaultOneIsFirstAndNamedOnce() {
    props.put("runpod.endpoint.id", "b");
    props.put("runpod.endpoints", "a, b,c");

    assertThat(Endpoints.ids(props)).extracting(EndpointId::value).containsExactly("b", "a", "c");
  }

  @Test
  void anEndpointsOwnSettingGoesBeforeTheCommonOne() {
    props.put("runpod.endpoints", "a,b");
    props.put("runpod.http.status.timeout.ms", "1000");
    props.put("runpod.endpoints.b.http.status.timeout.ms", "2000");

    assertThat(Endpoints.propsOf(new EndpointId("a"), props))
        .containsEntry("runpod.http.status.timeout.ms", "1000")
        .containsEntry("runpod.endpoint.id", "a");
    assertThat(Endpoints.propsOf(new EndpointId("b"), props))
        .containsEntry("runpod.http.status.timeout.ms", "2000")
        .doesNotContainKey("runpod.endpoints.b.http.status.timeout.ms");
    assertThat(complaints()).isEmpty();
  }

  @Test
  void ofIdsWithDotsTheLongestIsMeant() {
    props.put("runpod.endpoints", "a,a.b");
    props.put("runpod.endpoints.a.b.poll.method", "POST");

    assertThat(Endpoints.propsOf(new EndpointId("a.b"), props))
        .containsEntry("runpod.poll.method", "POST");
    assertThat(Endpoints.propsOf(new EndpointId("a"), props))
        .doesNotContainKey("runpod.b.poll.method");
  }

  @Test
  void oneAtLeastIsNeeded() {
    assertThat(complaints())
        .singleElement()
        .asString()
        .startsWith("runpod.endpoint.id: ")
        .contains("runpod.endpoints");
  }

  @Test
  void aSettingOfAnEndpointThatIsNotListedIsNamed() {
    props.put("runpod.endpoints", "a");
    props.put("runpod.endpoints.b.poll.method", "POST");

    assertThat(complaints())
        .containsExactly(
            "runpod.endpoints: runpod.endpoints.b.poll.method is of no endpoint in this list");
  }

  @Test
  void aSettingThatCannotDifferIsNamed() {
    props.put("runpod.endpoints", "a");
    props.put("runpod.endpoints.a.ledger.topic", "other");

    assertThat(complaints()).singleElement().asString().contains("cannot differ");
  }

  @Test
  void aWrongValueOfOneEndpointIsNamedByItsOwnKey() {
    props.put("runpod.endpoints", "a,b");
    props.put("runpod.endpoints.b.poll.method", "PUT");

    assertThat(complaints())
        .singleElement()
        .asString()
        .startsWith("runpod.endpoints: runpod.endpoints.b.poll.method: ")
        .contains("PUT");
  }

  @Test
  void endpointsNeedAddressesOfTheirOwn() {
    props.put("runpod.endpoints", "a,b");
    props.put("runpod.base.url", "http://127.0.0.1:8000");
    assertThat(complaints()).singleElement().asString().contains("{endpoint}");

    props.put("runpod.endpoints.b.base.url", "http://127.0.0.1:8001/");
    assertThat(complaints()).isEmpty();
  }

  @Test
  void runpodsOwnAddressNeedsAPlaceForTheId() {
    props.put("runpod.endpoint.id", "a");
    props.put("runpod.base.url", "https://api.runpod.ai/v2");

    assertThat(DEF.validate(props).stream().flatMap(v -> v.errorMessages().stream()))
        .singleElement()
        .asString()
        .contains("runpod.base.url", "{endpoint}");
  }

  @Test
  void theIdGoesWhereThePlaceholderIsOrNowhere() {
    EndpointId id = new EndpointId("a");

    assertThat(EndpointSettings.endpointUrl("http://h/v2/{endpoint}/", id))
        .isEqualTo("http://h/v2/a");
    assertThat(EndpointSettings.endpointUrl("http://h:8000/", id)).isEqualTo("http://h:8000");
  }

  private List<String> complaints() {
    Map<String, ConfigValue> values =
        DEF.validate(props).stream()
            .collect(Collectors.toMap(ConfigValue::name, Function.identity()));
    Endpoints.check(DEF, props, values, EndpointSettings::perEndpoint, (own, parsed) -> {});
    return values.values().stream().flatMap(v -> v.errorMessages().stream()).toList();
  }
}
