package io.runpod.kafka.connect.sink;

import io.runpod.kafka.connect.job.EndpointId;
import io.runpod.kafka.connect.ledger.LedgerSettings;
import io.runpod.kafka.connect.request.RequestConfig;
import io.runpod.kafka.connect.request.StorageTarget;
import io.runpod.kafka.connect.request.TopicEndpoints;
import io.runpod.kafka.connect.request.WebhookTarget;
import java.util.List;
import org.apache.kafka.common.config.types.Password;

/** Checks of the settings that say how a record becomes a request. */
final class RequestChecks {
  private final SettingChecks settings;

  RequestChecks(SettingChecks settings) {
    this.settings = settings;
  }

  void check() {
    ledgerOutlivesJobs();
    storageIsWhole();
    webhookIsWhole();
    topicsAndEndpointsOfTheMapExist();
  }

  private void ledgerOutlivesJobs() {
    Object ttl = settings.valid(RequestConfig.TTL_MS);
    Object retention = settings.valid(LedgerSettings.RETENTION_MS);
    if (ttl instanceof Long job && retention instanceof Long ledger && job > ledger) {
      settings.complain(
          RequestConfig.TTL_MS,
          "a job may live longer than the ledger remembers it: at most "
              + LedgerSettings.RETENTION_MS
              + "="
              + ledger);
    }
  }

  /** Half a storage would be found missing by a worker, after the work is done. */
  private void storageIsWhole() {
    List<String> missing = StorageTarget.REQUIRED.stream().filter(key -> !isSet(key)).toList();
    if (missing.size() == StorageTarget.REQUIRED.size()) {
      if (isSet(StorageTarget.OBJECT_PATH)) {
        settings.complain(
            StorageTarget.OBJECT_PATH, "a path without a storage: set " + StorageTarget.REQUIRED);
      }
      return;
    }
    for (String key : missing) {
      settings.complain(key, "is missing: set all of " + StorageTarget.REQUIRED + ", or none");
    }
  }

  private void webhookIsWhole() {
    requireWith(WebhookTarget.TOKEN, WebhookTarget.URL);
    requireWith(WebhookTarget.URL, WebhookTarget.TOKEN);
  }

  private void requireWith(String key, String other) {
    if (!isSet(key) && isSet(other)) {
      settings.complain(key, "is missing: set it with " + other + ", or none of the two");
    }
  }

  private boolean isSet(String key) {
    Object value = settings.valid(key);
    return value instanceof Password secret
        ? !secret.value().isBlank()
        : value != null && !value.toString().isBlank();
  }

  private void topicsAndEndpointsOfTheMapExist() {
    String key = RequestConfig.ENDPOINT_BY_TOPIC;
    if (!(settings.valid(key) instanceof List<?> entries)) {
      return;
    }
    List<EndpointId> known = settings.endpoints();
    TopicEndpoints.parse(key, entries)
        .forEach(
            (topic, endpoint) -> {
              settings.requireRead(key, topic);
              if (!known.contains(endpoint)) {
                settings.complain(
                    key,
                    "endpoint "
                        + endpoint
                        + " of topic "
                        + topic
                        + " is none that this connector serves: "
                        + known);
              }
            });
  }
}
