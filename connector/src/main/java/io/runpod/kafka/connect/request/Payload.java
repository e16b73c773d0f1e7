package io.runpod.kafka.connect.request;

import io.runpod.kafka.connect.request.ConnectJson.NoJson;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.connect.data.Schema;

/**
 * Bytes in UTF-8 that an input is made of: a part of {@code utf8}, which is never changed.
 *
 * @param from where they begin
 * @param to where they end
 * @param text as the record's own text they may or may not be JSON; otherwise they are
 */
@SuppressWarnings("ArrayRecordComponent") // passed along, never compared
record Payload(byte[] utf8, int from, int to, boolean text) {

  /**
   * A record's value.
   *
   * @param schema may be null, as in Connect
   * @param value may be null, as in Connect
   */
  static Payload of(Schema schema, Object value) throws NoRequest {
    if (value == null) {
      throw new NoRequest("the value is null: a job needs an input");
    }
    Optional<byte[]> bytes = PlainText.bytes(value);
    if (bytes.isPresent()) {
      return text(bytes.get());
    }
    try {
      return json(ConnectJson.write(schema, value));
    } catch (NoJson e) {
      throw new NoRequest(e.getMessage());
    }
  }

  static Payload json(byte[] utf8) {
    return new Payload(utf8, 0, utf8.length, false);
  }

  static Payload text(byte[] utf8) throws NoRequest {
    if (utf8.length > 1 && (utf8[0] == 0 || utf8[1] == 0)) {
      throw new NoRequest("not JSON in UTF-8: it looks like UTF-16 or UTF-32");
    }
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8));
    } catch (CharacterCodingException e) {
      throw new NoRequest("not JSON: the bytes are not UTF-8 text");
    }
    boolean byteOrderMark =
        utf8.length > 2
            && utf8[0] == (byte) 0xEF
            && utf8[1] == (byte) 0xBB
            && utf8[2] == (byte) 0xBF;
    return new Payload(utf8, byteOrderMark ? 3 : 0, utf8.length, true);
  }

  /** Some of these bytes, which are JSON; positions count from {@link #from}. */
  Payload part(long begin, long end) {
    return new Payload(utf8, from + (int) begin, from + (int) end, false);
  }

  int length() {
    return to - from;
  }

  String string() {
    return new String(utf8, from, length(), StandardCharsets.UTF_8);
  }

  /** Inputs stay out of logs. */
  @Override
  public String toString() {
    return "Payload[" + length() + " bytes]";
  }
}
