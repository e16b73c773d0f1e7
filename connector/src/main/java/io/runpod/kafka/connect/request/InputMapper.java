package io.runpod.kafka.connect.request;

import io.runpod.kafka.connect.request.ConnectJson.NoJson;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;

/**
 * Makes a record's value the body of a {@code /run} request. JSON text is passed on as it is;
 * structures are written field by field. Thread-safe.
 */
public final class InputMapper {
  public static final int MAX_BODY_BYTES = 10 * 1024 * 1024;
  static final String EMPTY =
      "the input {} is empty: RunPod accepts it, but no worker ever gets it, and the job fails"
          + " after a minute with a message about timeouts";

  private static final byte[] START = "{\"input\":".getBytes(StandardCharsets.UTF_8);
  private final byte[] end;

  /** What a value becomes. */
  public sealed interface Mapped {
    @SuppressWarnings("ArrayRecordComponent") // a body is handed over, never compared
    record Body(byte[] json) implements Mapped {}

    record Refused(String reason) implements Mapped {}
  }

  /** An explicit policy goes with every job: defaults at RunPod have changed before. */
  public InputMapper(JobPolicy policy) {
    this.end =
        (",\"policy\":{\"executionTimeout\":"
                + policy.executionTimeout().toMillis()
                + ",\"ttl\":"
                + policy.ttl().toMillis()
                + ",\"lowPriority\":"
                + policy.lowPriority()
                + "}}")
            .getBytes(StandardCharsets.UTF_8);
  }

  /**
   * @param schema may be null, as in Connect
   * @param value may be null, as in Connect
   */
  public Mapped map(Schema schema, Object value) {
    if (value == null) {
      return new Mapped.Refused("the value is null: a job needs an input");
    }
    if (value instanceof String text) {
      return text(text.getBytes(StandardCharsets.UTF_8));
    }
    if (value instanceof byte[] bytes) {
      return text(bytes);
    }
    if (value instanceof ByteBuffer buffer) {
      byte[] bytes = new byte[buffer.remaining()];
      buffer.duplicate().get(bytes);
      return text(bytes);
    }
    if (value instanceof Struct || value instanceof Map<?, ?>) {
      return structure(schema, value);
    }
    return new Mapped.Refused(
        "a job's input is a JSON object, not a " + value.getClass().getSimpleName());
  }

  private Mapped structure(Schema schema, Object value) {
    boolean empty =
        value instanceof Map<?, ?> map
            ? map.isEmpty()
            : ((Struct) value).schema().fields().isEmpty();
    if (empty) {
      return new Mapped.Refused(EMPTY);
    }
    try {
      return body(ConnectJson.write(schema, value), 0);
    } catch (NoJson e) {
      return new Mapped.Refused(e.getMessage());
    }
  }

  private Mapped text(byte[] utf8) {
    if (utf8.length > MAX_BODY_BYTES) {
      return tooLarge(START.length + (long) utf8.length + end.length);
    }
    Optional<String> complaint = JsonText.complaint(utf8);
    return complaint.isPresent()
        ? new Mapped.Refused(complaint.get())
        : body(utf8, hasByteOrderMark(utf8) ? 3 : 0);
  }

  private static boolean hasByteOrderMark(byte[] utf8) {
    return utf8.length > 2
        && utf8[0] == (byte) 0xEF
        && utf8[1] == (byte) 0xBB
        && utf8[2] == (byte) 0xBF;
  }

  private Mapped body(byte[] input, int from) {
    int length = input.length - from;
    long total = START.length + (long) length + end.length;
    if (total > MAX_BODY_BYTES) {
      return tooLarge(total);
    }
    byte[] body = new byte[(int) total];
    System.arraycopy(START, 0, body, 0, START.length);
    System.arraycopy(input, from, body, START.length, length);
    System.arraycopy(end, 0, body, START.length + length, end.length);
    return new Mapped.Body(body);
  }

  private static Mapped tooLarge(long bytes) {
    return new Mapped.Refused(
        "the request would have " + bytes + " bytes; RunPod takes " + MAX_BODY_BYTES + " (10 MiB)");
  }
}
