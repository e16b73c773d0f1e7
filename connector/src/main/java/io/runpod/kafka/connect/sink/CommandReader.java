package io.runpod.kafka.connect.sink;

import io.runpod.kafka.connect.command.Command;
import io.runpod.kafka.connect.command.CommandFields;
import io.runpod.kafka.connect.command.CommandRules;
import io.runpod.kafka.connect.command.NoCommand;
import io.runpod.kafka.connect.job.EndpointId;
import io.runpod.kafka.connect.request.ConnectJson;
import io.runpod.kafka.connect.request.ConnectJson.NoJson;
import io.runpod.kafka.connect.request.EndpointChoice;
import io.runpod.kafka.connect.request.NoRequest;
import io.runpod.kafka.connect.request.PlainText;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * Tells commands from job inputs, and reads them. A record is a command if it comes from a command
 * topic or names an operation other than {@code RUN} in its header. Thread-safe.
 */
final class CommandReader {
  static final String HEADER = "runpod.operation";
  private static final String RUN = "RUN";

  private final List<String> topics;

  /**
   * @param topics the topics that hold nothing but commands
   */
  CommandReader(List<String> topics) {
    this.topics = List.copyOf(topics);
  }

  boolean isCommand(SinkRecord record) {
    return topics.contains(record.originalTopic())
        || header(record, HEADER).filter(word -> !word.strip().equalsIgnoreCase(RUN)).isPresent();
  }

  /** What a record asks for, and of whom. */
  record Read(Command command, EndpointId endpoint) {}

  /**
   * @throws NoCommand if a record that should be a command is none
   * @throws NoRequest if it is for an endpoint that cannot be commanded from here
   */
  Read read(SinkRecord record, EndpointChoice choice) throws NoCommand, NoRequest {
    CommandFields fields = fields(record);
    Command command = CommandRules.command(fields, header(record, HEADER), key(record));
    Optional<String> endpoint = header(record, EndpointChoice.HEADER);
    return new Read(
        command,
        endpoint.isPresent()
            ? choice.of(endpoint, "header " + EndpointChoice.HEADER, record.originalTopic())
            : choice.of(fields.endpointId(), "field 'endpointId'", record.originalTopic()));
  }

  private static Optional<String> header(SinkRecord record, String name) {
    Header header = record.headers().lastWithName(name);
    return header == null ? Optional.empty() : PlainText.of(header.schema(), header.value());
  }

  /** Only a key that is text can name a job. */
  private static Optional<String> key(SinkRecord record) {
    Object key = record.key();
    return key instanceof String || key instanceof byte[] || key instanceof ByteBuffer
        ? PlainText.of(record.keySchema(), key)
        : Optional.empty();
  }

  /** A record whose header and key say everything needs no value. */
  private static CommandFields fields(SinkRecord record) throws NoCommand {
    byte[] json = json(record);
    boolean blank =
        new String(json, 0, Math.min(json.length, 64), StandardCharsets.UTF_8).isBlank();
    return blank ? CommandFields.NONE : CommandFields.parse(json);
  }

  private static byte[] json(SinkRecord record) throws NoCommand {
    Object value = record.value();
    if (value == null) {
      return new byte[0];
    }
    Optional<byte[]> text = PlainText.bytes(value);
    if (text.isPresent()) {
      return text.get();
    }
    if (value instanceof Struct || value instanceof Map<?, ?>) {
      try {
        return ConnectJson.write(record.valueSchema(), value);
      } catch (NoJson e) {
        throw new NoCommand(e.getMessage());
      }
    }
    throw new NoCommand("a command is a JSON object, not a " + value.getClass().getSimpleName());
  }
}
