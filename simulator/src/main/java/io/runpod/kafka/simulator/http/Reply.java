package io.runpod.kafka.simulator.http;

import io.runpod.kafka.simulator.Fault;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/** An answer as it goes over the wire. */
public record Reply(int code, Map<String, String> headers, byte[] body) {

  /** JSON bytes. */
  public static Reply json(int code, byte[] body) {
    return new Reply(code, Map.of("Content-Type", "application/json"), body);
  }

  /** The answer a fault gives in place of the operation's own. */
  static Reply of(Fault.Refuse refusal) {
    return new Reply(
        refusal.code(), refusal.headers(), refusal.body().getBytes(StandardCharsets.UTF_8));
  }

  /** The same answer with a body that breaks off, though its length is right. */
  Reply withoutItsEnd() {
    return new Reply(code, headers, Arrays.copyOf(body, body.length / 2));
  }

  /** Text of this content type in UTF-8. */
  public static Reply text(int code, String contentType, String text) {
    return new Reply(
        code, Map.of("Content-Type", contentType), text.getBytes(StandardCharsets.UTF_8));
  }
}
