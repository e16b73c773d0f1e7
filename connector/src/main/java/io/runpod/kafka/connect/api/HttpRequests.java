package io.runpod.kafka.connect.api;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.LongSupplier;

/** Makes the HTTP requests of calls to one endpoint. Thread-safe. */
final class HttpRequests {
  private final EndpointSettings settings;
  private final String endpointUrl;
  private final LongSupplier nanos;

  HttpRequests(EndpointSettings settings, LongSupplier nanos) {
    this.settings = settings;
    this.endpointUrl = settings.endpointUrl();
    this.nanos = nanos;
  }

  /**
   * A request with a body does not go out once the deadline of its operation has passed.
   *
   * @param decided since when that deadline runs, in ns of the monotonic clock
   */
  HttpRequest of(Call call, long decided) {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(uri(call))
            .header("Authorization", "Bearer " + settings.apiKey())
            .header("Accept", "application/json")
            // some edges refuse clients without a name of their own
            .header("User-Agent", settings.userAgent());
    if (call.operation().posts() || (settings.pollsByPost() && call.operation().polls())) {
      Duration deadline = settings.deadline(call.operation());
      builder
          .header("Content-Type", "application/json")
          .POST(
              new LastLook(
                  call.body().orElse(new byte[0]),
                  () -> nanos.getAsLong() - decided > deadline.toNanos()));
    } else {
      builder.GET();
    }
    return builder.build();
  }

  private URI uri(Call call) {
    StringBuilder url = new StringBuilder(endpointUrl).append('/').append(call.operation().path());
    call.job()
        .ifPresent(
            job -> url.append('/').append(URLEncoder.encode(job.value(), StandardCharsets.UTF_8)));
    call.hold().ifPresent(wait -> url.append("?wait=").append(wait.toMillis()));
    call.ttl().ifPresent(ttl -> url.append("?ttl=").append(ttl.toMillis()));
    return URI.create(url.toString());
  }
}
