package io.runpod.kafka.connect.request;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.runpod.kafka.connect.job.EndpointId;
import io.runpod.kafka.connect.job.RequestRef;
import io.runpod.kafka.connect.ledger.LedgerSettings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.params.provider.Arguments;

/** Requests of the connector {@code sink}, which serves the endpoints e1 and e2. */
final class Requests {
  static final EndpointId E1 = new EndpointId("e1");
  static final EndpointId E2 = new EndpointId("e2");

  private final RequestMaker maker;

  Requests(Map<String, String> props) {
    this(props, props);
  }

  /**
   * @param second the settings of e2
   */
  Requests(Map<String, String> props, Map<String, String> second) {
    RequestSettings first = settings(props);
    this.maker =
        new RequestMaker(
            "sink",
            first,
            new EndpointChoice(List.of(E1, E2), first.endpointByTopic(), Optional.of(E1)),
            Map.of(E1, first, E2, settings(second)));
  }

  static RequestSettings settings(Map<String, String> props) {
    Map<String, String> all = new HashMap<>(props);
    all.put(LedgerSettings.BOOTSTRAP_SERVERS, "127.0.0.1:1");
    ConfigDef def = LedgerSettings.define(RequestConfig.define(new ConfigDef()));
    return RequestSettings.from(new AbstractConfig(def, all, false), Mode.RUN);
  }

  JobRequest make(SinkRecord record) throws NoRequest {
    return maker.make(
        record,
        new RequestRef(
            record.topic(),
            record.kafkaPartition(),
            record.kafkaOffset(),
            record.timestamp(),
            Optional.empty()));
  }

  JobRequest of(SinkRecord record) {
    try {
      return make(record);
    } catch (NoRequest e) {
      throw new AssertionError(e);
    }
  }

  String body(SinkRecord record) {
    return new String(of(record).body(), UTF_8);
  }

  /** The input of a body, as it is written there. */
  String input(SinkRecord record) {
    String body = body(record);
    return body.substring("{\"input\":".length(), body.lastIndexOf(",\"policy\":"));
  }

  String refusal(SinkRecord record) {
    return catchThrowableOfType(NoRequest.class, () -> make(record)).getMessage();
  }

  static SinkRecord record(Object value) {
    return record(null, value);
  }

  static SinkRecord record(Schema schema, Object value) {
    return record("jobs", schema, value);
  }

  static SinkRecord record(String topic, Schema schema, Object value) {
    return new SinkRecord(
        topic, 3, null, null, schema, value, 42, 1_700L, TimestampType.CREATE_TIME);
  }

  /** JSON with single quotes instead of double ones. */
  static SinkRecord json(String text) {
    return record(text.replace('\'', '"'));
  }

  /** Short JSON that the parser does not read, and what it says. */
  static Stream<Arguments> beyondWhatIsRead() {
    return Stream.of(
        Arguments.of("{\"a\":" + "[".repeat(1_001) + "]".repeat(1_001) + "}", "nesting depth"),
        Arguments.of("{\"a\":" + "1".repeat(1_001) + "}", "Number value length (1001)"),
        Arguments.of("{\"" + "a".repeat(60_000) + "\":1}", "Name"));
  }
}
