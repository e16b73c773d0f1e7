package io.runpod.kafka.connect.sink;

import io.runpod.kafka.connect.command.Command;
import io.runpod.kafka.connect.command.CommandFields;
import io.runpod.kafka.connect.command.CommandRules;
import io.runpod.kafka.connect.command.NoCommand;
import io.runpod.kafka.connect.job.EndpointId;
import io.runpod.kafka.connect.request.ConnectJson;
import io.runpod.kafka.connect.request.ConnectJson.NoJson;
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
  private final EndpointId endpoint;

  /**
   * @param topics the topics that hold nothing but commands
   */
  CommandReader(List<String> topics, EndpointId endpoint) {
    this.topics = List.copyOf(topics);
    this.endpoint = endpoint;
  }

  boolean isCommand(SinkRecord record) {
    return topics.contains(record.originalTopic())
        || header(record).filter(word -> !word.strip().equalsIgnoreCase(RUN)).isPresent();
  }

  /**
   * @throws NoCommand if a record that should be a command is none
   */
  Command read(SinkRecord record) throws NoCommand {
    return CommandRules.command(fields(record), header(record), key(record), endpoint);
  }

  private static Optional<String> header(SinkRecord record) {
    Header header = record.headers().lastWithName(HEADER);
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
    } else if (value instanceof String text) {
      return text.getBytes(StandardCharsets.UTF_8);
    } else if (value instanceof byte[] bytes) {
      return bytes;
    } else if (value instanceof ByteBuffer buffer) {
      byte[] bytes = new byte[buffer.remaining()];
      buffer.duplicate().get(bytes);
      return bytes;
    } else if (value instanceof Struct || value instanceof Map<?, ?>) {
      try {
        return ConnectJson.write(record.valueSchema(), value);
      } catch (NoJson e) {
        throw new NoCommand(e.getMessage());
      }
    }
    throw new NoCommand("a command is a JSON object, not a " + value.getClass().getSimpleName());
  }
}
