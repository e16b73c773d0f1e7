package io.runpod.kafka.connect.request;

import io.runpod.kafka.connect.config.Validators;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A record's value that is a {@code JobRequest}: an input, and what is asked for with it.
 *
 * @param endpoint the endpoint it names
 */
record Envelope(Payload input, Optional<String> endpoint, JobOptions options, Delivery delivery) {
  private static final String PLACE = "envelope";
  static final String ENDPOINT = "endpointId";

  private static final Set<String> POLICY =
      new TreeSet<>(Set.of("executionTimeout", "lowPriority", "ttl"));
  private static final Set<String> S3_CONFIG =
      new TreeSet<>(Set.of("accessId", "accessSecret", "bucketName", "endpointUrl", "objectPath"));
  private static final Set<String> FIELDS =
      new TreeSet<>(
          Set.of(
              "input",
              ENDPOINT,
              "policy",
              "webhook",
              "s3Config",
              "stream",
              "queueTimeout",
              "runTimeout",
              "retries",
              "mode",
              "wait"));

  /**
   * Reads a record's value.
   *
   * @throws NoRequest naming the field that is unknown, missing or out of bounds
   */
  static Envelope read(Payload value) throws NoRequest {
    EnvelopeObject envelope = EnvelopeObject.read(PLACE, value, FIELDS);
    return new Envelope(
        input(envelope),
        envelope.string(ENDPOINT),
        options(envelope),
        new Delivery(webhook(envelope), s3Config(envelope)));
  }

  /** An input that nothing is asked for with. */
  static Envelope around(Payload input) {
    return new Envelope(input, Optional.empty(), JobOptions.NONE, Delivery.NONE);
  }

  /** Names a field, for a complaint. */
  static String place(String field) {
    return PLACE + " field '" + field + "'";
  }

  /** A string holds the input's text; anything else is the input itself. */
  private static Payload input(EnvelopeObject envelope) throws NoRequest {
    Payload input =
        envelope
            .field("input")
            .orElseThrow(() -> new NoRequest(PLACE + ": field 'input' is missing"));
    Optional<String> text = JsonText.stringOf(input);
    return text.isPresent() ? Payload.text(text.get().getBytes(StandardCharsets.UTF_8)) : input;
  }

  private static JobOptions options(EnvelopeObject envelope) throws NoRequest {
    Optional<Payload> json = envelope.field("policy");
    Optional<EnvelopeObject> policy =
        json.isPresent()
            ? Optional.of(EnvelopeObject.read(PLACE + " policy", json.get(), POLICY))
            : Optional.empty();
    return JobOptions.read(new Fields(envelope, policy));
  }

  private record Fields(EnvelopeObject envelope, Optional<EnvelopeObject> policy)
      implements JobOptions.Source {
    @Override
    public Optional<String> text(JobOption option) throws NoRequest {
      String[] path = option.field().split("\\.", -1);
      Optional<Payload> value =
          path.length == 1
              ? envelope.field(path[0])
              : policy.flatMap(object -> object.field(path[1]));
      return value.isPresent() ? Optional.of(JsonText.scalar(value.get())) : Optional.empty();
    }

    @Override
    public String place(JobOption option) {
      return Envelope.place(option.field());
    }
  }

  private static Optional<String> webhook(EnvelopeObject envelope) throws NoRequest {
    Optional<String> webhook = envelope.string("webhook");
    if (webhook.isPresent() && !Validators.isHttpUrl(webhook.get())) {
      throw new NoRequest(PLACE + ": field 'webhook' is no http or https URL");
    }
    return webhook;
  }

  private static Optional<S3Config> s3Config(EnvelopeObject envelope) throws NoRequest {
    Optional<Payload> json = envelope.field("s3Config");
    if (json.isEmpty()) {
      return Optional.empty();
    }
    EnvelopeObject s3 = EnvelopeObject.read(PLACE + " s3Config", json.get(), S3_CONFIG);
    return Optional.of(
        new S3Config(
            s3.required("accessId"),
            s3.required("accessSecret"),
            s3.required("bucketName"),
            s3.required("endpointUrl"),
            s3.string("objectPath")));
  }
}
