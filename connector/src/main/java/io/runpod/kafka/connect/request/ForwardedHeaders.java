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
  private static final int MAX_BYTES = 16 * 1024;

  /** The setting that names them. */
  public static final String HEADERS_FORWARD = "runpod.headers.forward";

  private final List<String> names;

  public ForwardedHeaders(List<String> names) {
    this.names = List.copyOf(names);
  }

  /**
   * The headers the record has of those that are asked for, as text.
   *
   * @throws NoRequest if they are too large to travel
   */
  public Map<String, String> of(SinkRecord record) throws NoRequest {
    Map<String, String> headers = new LinkedHashMap<>();
    long bytes = 0;
    for (String name : names) {
      Header header = record.headers().lastWithName(name);
      Optional<String> text =
          header == null ? Optional.empty() : PlainText.of(header.schema(), header.value());
      if (text.isPresent()) {
        headers.put(name, text.get());
        bytes += utf8(name) + utf8(text.get());
      }
    }
    if (bytes > MAX_BYTES) {
      throw new NoRequest(
          HEADERS_FORWARD
              + ": the headers to forward have "
              + bytes
              + " bytes, at most "
              + MAX_BYTES
              + " travel with a job");
    }
    return headers;
  }

  private static long utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
