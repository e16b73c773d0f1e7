package io.runpod.kafka.connect.request;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * The headers that travel with a job. They ride on each of its records, of which a stream has
 * thousands: so their size is bounded. Thread-safe.
 */
public final class ForwardedHeaders {
  public static final int MAX_BYTES = 16 * 1024;

  /** The setting that names them. */
  public static final String HEADERS_FORWARD = "runpod.headers.forward";

  private final List<String> names;

  public ForwardedHeaders(List<String> names) {
    this.names = List.copyOf(names);
  }

  /** The headers the record has of those that are asked for, as text. */
  public Map<String, String> of(SinkRecord record) {
    Map<String, String> headers = new LinkedHashMap<>();
    for (String name : names) {
      Header header = record.headers().lastWithName(name);
      if (header != null) {
        PlainText.of(header.schema(), header.value()).ifPresent(text -> headers.put(name, text));
      }
    }
    return headers;
  }

  /** Why these cannot travel; nothing if they can. */
  public static Optional<String> complaint(Map<String, String> headers) {
    long bytes = 0;
    for (Map.Entry<String, String> header : headers.entrySet()) {
      bytes += utf8(header.getKey()) + utf8(header.getValue());
    }
    return bytes <= MAX_BYTES
        ? Optional.empty()
        : Optional.of(
            HEADERS_FORWARD
                + ": the headers to forward have "
                + bytes
                + " bytes, at most "
                + MAX_BYTES
                + " travel with a job");
  }

  private static long utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
