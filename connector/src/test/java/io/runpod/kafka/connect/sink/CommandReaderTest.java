package io.runpod.kafka.connect.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.runpod.kafka.connect.command.Command;
import io.runpod.kafka.connect.command.NoCommand;
import io.runpod.kafka.connect.job.EndpointId;
import io.runpod.kafka.connect.job.JobId;
import io.runpod.kafka.connect.request.EndpointChoice;
import io.runpod.kafka.connect.request.NoRequest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;

class CommandReaderTest {
  private static final String CANCEL = "{\"command\":\"CANCEL\",\"jobId\":\"j\"}";
  private static final Command CANCEL_J = new Command.Cancel(new JobId("j"));

  private static final EndpointId E1 = new EndpointId("e1");
  private static final EndpointId E2 = new EndpointId("e2");

  private final CommandReader reader = new CommandReader(List.of("commands"));
  private final EndpointChoice choice =
      new EndpointChoice(List.of(E1, E2), Map.of("commands-2", E2), Optional.of(E1));

  @Test
  void takesWhatTheTopicOrTheHeaderSaysForACommand() {
    assertThat(reader.isCommand(record("commands", null, "oops"))).isTrue();
    assertThat(reader.isCommand(record("jobs", null, CANCEL))).isFalse();
    for (String word : List.of("CANCEL", "retry", "Purge_Queue", "CANCLE")) {
      assertThat(reader.isCommand(withHeader(record("jobs", null, CANCEL), word))).isTrue();
    }
    assertThat(reader.isCommand(withHeader(record("jobs", null, "{}"), "run"))).isFalse();
    assertThat(reader.isCommand(withHeader(record("jobs", null, "{}"), null))).isFalse();
  }

  @Test
  void goesByTheTopicTheRecordCameFromWhateverSmtsCallIt() {
    SinkRecord renamed = record("commands", null, CANCEL);
    assertThat(reader.isCommand(renamed.newRecord("x", 0, null, null, null, CANCEL, 0L))).isTrue();
  }

  @Test
  void readsEveryFormOfValue() throws NoCommand, NoRequest {
    Schema schema =
        SchemaBuilder.struct()
            .field("command", Schema.STRING_SCHEMA)
            .field("jobId", Schema.OPTIONAL_STRING_SCHEMA)
            .field("endpointId", Schema.OPTIONAL_STRING_SCHEMA)
            .field("reason", Schema.OPTIONAL_STRING_SCHEMA)
            .build();
    Struct struct = new Struct(schema).put("command", "CANCEL").put("jobId", "j");
    byte[] bytes = CANCEL.getBytes(StandardCharsets.UTF_8);
    for (Object value :
        List.of(
            CANCEL,
            bytes,
            ByteBuffer.wrap(bytes),
            struct,
            Map.of("command", "CANCEL", "jobId", "j"))) {
      assertThat(read(record("commands", "k", value))).isEqualTo(CANCEL_J);
    }
  }

  @Test
  void needsNoValueWhereHeaderAndKeySayAll() throws NoCommand, NoRequest {
    for (Object value : Arrays.asList(null, "", " \n", new byte[0])) {
      assertThat(read(withHeader(record("jobs", "j", value), "cancel"))).isEqualTo(CANCEL_J);
    }
    SinkRecord bytes = record("jobs", "j".getBytes(StandardCharsets.UTF_8), null);
    assertThat(read(withHeader(bytes, "CANCEL"))).isEqualTo(CANCEL_J);
  }

  @Test
  void takesNoKeyForAJobIdThatIsNotText() {
    assertThatThrownBy(() -> read(withHeader(record("jobs", 12, null), "CANCEL")))
        .hasMessageContaining("no job ID");
    assertThatThrownBy(() -> read(withHeader(record("jobs", Map.of("id", "j"), null), "CANCEL")))
        .hasMessageContaining("no job ID");
  }

  @Test
  void refusesValuesThatAreNoObject() {
    assertThatThrownBy(() -> read(record("commands", "j", 12)))
        .isInstanceOf(NoCommand.class)
        .hasMessage("a command is a JSON object, not a Integer");
    assertThatThrownBy(() -> read(record("commands", "j", Map.of("command", new Object()))))
        .isInstanceOf(NoCommand.class)
        .hasMessageContaining("has no JSON form");
  }

  @Test
  void commandsTheEndpointThatTheRecordNames() throws NoCommand, NoRequest {
    SinkRecord plain = record("commands", null, CANCEL);
    assertThat(reader.read(plain, choice).endpoint()).isEqualTo(E1);
    String named = "{\"command\":\"CANCEL\",\"jobId\":\"j\",\"endpointId\":\"e2\"}";
    SinkRecord byField = record("commands", null, named);
    assertThat(reader.read(byField, choice).endpoint()).isEqualTo(E2);
    byField.headers().addString("runpod.endpoint", "e1");
    assertThat(reader.read(byField, choice).endpoint()).isEqualTo(E1);
    SinkRecord byTopic = withHeader(record("commands-2", "j", null), "CANCEL");
    assertThat(reader.read(byTopic, choice).endpoint()).isEqualTo(E2);
  }

  @Test
  void refusesEndpointsThatAreNotServedAndNamesThoseThatAre() {
    for (String unknown : List.of("e3", "")) {
      String json = "{\"command\":\"PURGE_QUEUE\",\"endpointId\":\"" + unknown + "\"}";
      assertThatThrownBy(() -> read(record("commands", null, json)))
          .isInstanceOf(NoRequest.class)
          .hasMessageContaining("'" + unknown + "', but e1, e2");
    }
  }

  private Command read(SinkRecord record) throws NoCommand, NoRequest {
    return reader.read(record, choice).command();
  }

  private static SinkRecord record(String topic, Object key, Object value) {
    Schema schema = value instanceof Struct struct ? struct.schema() : null;
    return new SinkRecord(topic, 0, null, key, schema, value, 0);
  }

  private static SinkRecord withHeader(SinkRecord record, String word) {
    record.headers().addString(CommandReader.HEADER, word);
    return record;
  }
}
