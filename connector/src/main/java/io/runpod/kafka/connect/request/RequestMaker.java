package io.runpod.kafka.connect.request;

import static io.runpod.kafka.connect.request.JobOption.EXECUTION_TIMEOUT;
import static io.runpod.kafka.connect.request.JobOption.LOW_PRIORITY;
import static io.runpod.kafka.connect.request.JobOption.QUEUE_TIMEOUT;
import static io.runpod.kafka.connect.request.JobOption.RETRIES;
import static io.runpod.kafka.connect.request.JobOption.RUN_TIMEOUT;
import static io.runpod.kafka.connect.request.JobOption.STREAM;
import static io.runpod.kafka.connect.request.JobOption.TTL;
import static io.runpod.kafka.connect.request.JobOption.WAIT;

import com.fasterxml.jackson.core.JsonPointer;
import io.runpod.kafka.connect.job.EndpointId;
import io.runpod.kafka.connect.job.JobTerms;
import io.runpod.kafka.connect.job.RequestRef;
import io.runpod.kafka.connect.ledger.LedgerSettings;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * Makes a record a request. What its headers ask for goes before what its envelope asks for, and
 * that before the settings of the endpoint it is for. Thread-safe.
 */
public final class RequestMaker {
  private final String connector;
  private final RequestSettings shared;
  private final EndpointChoice choice;
  private final Map<EndpointId, PerEndpoint> endpoints = new HashMap<>();

  /**
   * @param usual the body of a request whose record asks for nothing of its own
   */
  private record PerEndpoint(RequestSettings settings, RequestBody usual) {}

  /**
   * @param shared the settings that decide which endpoint a record is for
   * @param endpoints the settings of each endpoint that can be chosen
   */
  public RequestMaker(
      String connector,
      RequestSettings shared,
      EndpointChoice choice,
      Map<EndpointId, RequestSettings> endpoints) {
    this.connector = connector;
    this.shared = shared;
    this.choice = choice;
    endpoints.forEach(
        (endpoint, settings) ->
            this.endpoints.put(
                endpoint,
                new PerEndpoint(
                    settings, new RequestBody(policy(settings.options()), settings.delivery()))));
  }

  /**
   * The request a record makes.
   *
   * @param request the record's coordinates
   * @throws NoRequest saying why it can never be one
   */
  public JobRequest make(SinkRecord record, RequestRef request) throws NoRequest {
    RequestHeaders headers = new RequestHeaders(record.headers());
    Payload value = Payload.of(record.valueSchema(), record.value());
    Envelope envelope = shared.envelopes() ? Envelope.read(value) : Envelope.around(value);
    EndpointId chosen = endpoint(headers, envelope, request.topic());
    PerEndpoint endpoint = endpoints.get(chosen);
    JobOptions asked = asked(headers, envelope, endpoint.settings().longestTtl());
    JobOptions options = asked.or(endpoint.settings().options());
    Mode mode = options.mode().orElse(endpoint.settings().mode());
    RequestBody body =
        asked.equals(JobOptions.NONE) && envelope.delivery().equals(Delivery.NONE)
            ? endpoint.usual()
            : new RequestBody(
                policy(options), envelope.delivery().or(endpoint.settings().delivery()));
    InputMapping mapping = endpoint.settings().mapping();
    if (mapping.pointer().isEmpty()) {
      body.requireRoom(envelope.input(), mode); // before it is read to its end
    }
    Payload input = mapping.input(envelope.input(), () -> RequestId.of(connector, request));
    return new JobRequest(
        chosen, body.around(input, mode), terms(options), options.mode(), options.time(WAIT));
  }

  private EndpointId endpoint(RequestHeaders headers, Envelope envelope, String topic)
      throws NoRequest {
    if (headers.endpoint().isPresent()) {
      return choice.of(headers.endpoint(), "header " + EndpointChoice.HEADER, topic);
    }
    if (envelope.endpoint().isPresent()) {
      return choice.of(envelope.endpoint(), Envelope.place(Envelope.ENDPOINT), topic);
    }
    Optional<String> field =
        shared.endpointField().isPresent()
            ? field(envelope.input(), shared.endpointField().get())
            : Optional.empty();
    return choice.of(field, RequestConfig.ENDPOINT_FIELD, topic);
  }

  private static Optional<String> field(Payload input, JsonPointer pointer) throws NoRequest {
    if (input.text() && !JsonText.isStructure(input)) {
      return Optional.empty();
    }
    Optional<Payload> found = JsonText.at(input, pointer).filter(value -> !JsonText.isNull(value));
    if (found.isEmpty()) {
      return Optional.empty();
    }
    Optional<String> text = JsonText.stringOf(found.get());
    if (text.isEmpty()) {
      throw new NoRequest(
          RequestConfig.ENDPOINT_FIELD + ": at " + pointer + " is no string: name an endpoint");
    }
    return text;
  }

  private static JobOptions asked(RequestHeaders headers, Envelope envelope, Duration longestTtl)
      throws NoRequest {
    JobOptions byHeader = headers.options();
    requireRemembered(byHeader, "header " + TTL.key(), longestTtl);
    requireRemembered(envelope.options(), Envelope.place(TTL.field()), longestTtl);
    return byHeader.or(envelope.options());
  }

  private static void requireRemembered(JobOptions options, String place, Duration longestTtl)
      throws NoRequest {
    Optional<Duration> ttl = options.time(TTL);
    if (ttl.isPresent() && ttl.get().compareTo(longestTtl) > 0) {
      throw new NoRequest(
          place
              + ": "
              + ttl.get().toMillis()
              + " is longer than the ledger remembers a job: at most "
              + LedgerSettings.RETENTION_MS
              + "="
              + longestTtl.toMillis());
    }
  }

  private static JobPolicy policy(JobOptions options) {
    return new JobPolicy(
        options.time(EXECUTION_TIMEOUT).orElseThrow(),
        options.time(TTL).orElseThrow(),
        options.flag(LOW_PRIORITY).orElseThrow());
  }

  private static JobTerms terms(JobOptions options) {
    return new JobTerms(
        options.time(TTL),
        options.time(QUEUE_TIMEOUT).filter(timeout -> !timeout.isZero()),
        options.time(RUN_TIMEOUT).filter(timeout -> !timeout.isZero()),
        options.number(RETRIES).orElse(0L).intValue(),
        options.flag(STREAM),
        false);
  }
}
