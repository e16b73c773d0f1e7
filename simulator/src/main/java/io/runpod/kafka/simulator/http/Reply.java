package io.runpod.kafka.simulator.http;

import io.runpod.kafka.simulator.Fault;
import io.runpod.kafka.simulator.job.Answer;
import io.runpod.kafka.simulator.job.Json;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** An answer as it goes over the wire. */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody, and bodies are large
public record Reply(int code, Map<String, String> headers, byte[] body) {

  /** JSON bytes. */
  public static Reply json(int code, byte[] body) {
    return new Reply(code, Map.of("Content-Type", "application/json"), body);
  }

  /** The API's answer; one without a body, such as a 204, has no content type. */
  public static Reply of(Answer answer) {
    return answer.body().isMissingNode()
        ? new Reply(answer.code(), Map.of(), new byte[0])
        : json(answer.code(), Json.write(answer.body()));
  }

  /** The answer a fault gives in place of the operation's own. */
  static Reply of(Fault.Refuse refusal) {
    return new Reply(
        refusal.code(), refusal.headers(), refusal.body().getBytes(StandardCharsets.UTF_8));
  }

  /** The same answer with one more header. */
  Reply with(String header, String value) {
    Map<String, String> more = new HashMap<>(headers);
    more.put(header, value);
    return new Reply(code, more, body);
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
