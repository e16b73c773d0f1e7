package io.runpod.kafka.connect.request;

import com.fasterxml.jackson.core.JsonPointer;
import io.runpod.kafka.connect.job.EndpointId;
import io.runpod.kafka.connect.ledger.LedgerSettings;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.AbstractConfig;

/**
 * How the records for an endpoint become requests.
 *
 * @param envelopes records are envelopes, not bare inputs
 * @param options what is asked for with every job that says nothing else
 * @param delivery likewise
 * @param mode how they are submitted that ask for nothing else: by it RunPod's limits go
 * @param longestTtl no job may live longer: the ledger would forget it
 */
public record RequestSettings(
    boolean envelopes,
    InputMapping mapping,
    JobOptions options,
    Delivery delivery,
    Mode mode,
    Optional<JsonPointer> endpointField,
    Map<String, EndpointId> endpointByTopic,
    Duration longestTtl) {

  /** Reads the keys; {@code config} has passed its validators. */
  public static RequestSettings from(AbstractConfig config, Mode mode) {
    return new RequestSettings(
        config.getString(RequestConfig.FORMAT).equals("envelope"),
        new InputMapping(
            JsonPointers.parse(config.getString(RequestConfig.INPUT_POINTER)),
            text(config, RequestConfig.INPUT_WRAP),
            text(config, RequestConfig.REQUEST_ID_FIELD)),
        options(config),
        new Delivery(WebhookTarget.url(config), StorageTarget.of(config)),
        mode,
        JsonPointers.parse(config.getString(RequestConfig.ENDPOINT_FIELD)),
        TopicEndpoints.parse(
            RequestConfig.ENDPOINT_BY_TOPIC, config.getList(RequestConfig.ENDPOINT_BY_TOPIC)),
        Duration.ofMillis(config.getLong(LedgerSettings.RETENTION_MS)));
  }

  private static JobOptions options(AbstractConfig config) {
    try {
      return JobOptions.read(
          new JobOptions.Source() {
            @Override
            public Optional<String> text(JobOption option) {
              return Optional.ofNullable(config.values().get(option.key()))
                  .map(Object::toString)
                  .filter(text -> !text.isEmpty());
            }

            @Override
            public String place(JobOption option) {
              return option.key();
            }
          });
    } catch (NoRequest e) {
      throw new IllegalArgumentException("not validated: " + e.getMessage(), e);
    }
  }

  private static Optional<String> text(AbstractConfig config, String key) {
    return Optional.of(config.getString(key)).filter(text -> !text.isEmpty());
  }
}
