package io.runpod.kafka.connect.request;

import java.util.Optional;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.header.Headers;

/** What a record's headers ask for. */
record RequestHeaders(Headers headers) implements JobOptions.Source {
  JobOptions options() throws NoRequest {
    return headers.isEmpty() ? JobOptions.NONE : JobOptions.read(this);
  }

  Optional<String> endpoint() {
    return text(EndpointChoice.HEADER);
  }

  @Override
  public Optional<String> text(JobOption option) {
    return text(option.key());
  }

  @Override
  public String place(JobOption option) {
    return "header " + option.key();
  }

  private Optional<String> text(String name) {
    Header header = headers.lastWithName(name);
    return header == null ? Optional.empty() : PlainText.of(header.schema(), header.value());
  }
}
