package io.runpod.kafka.connect.sink;

import io.runpod.kafka.connect.api.Endpoints;
import io.runpod.kafka.connect.ledger.LedgerSettings;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.config.ConfigValue;

/** Checks of settings against each other; each complaint goes to the setting it names. */
final class SinkChecks {
  static final String TOLERANCE = "errors.tolerance";
  static final String DEAD_LETTER_TOPIC = "errors.deadletterqueue.topic.name";

  private final SettingChecks settings;

  private SinkChecks(SettingChecks settings) {
    this.settings = settings;
  }

  /** Adds complaints to {@code values}, which are what {@code props} were parsed to. */
  static void check(Map<String, String> props, List<ConfigValue> values) {
    SettingChecks settings = new SettingChecks(props, values);
    new SinkChecks(settings).together();
    Endpoints.check(
        SinkConfig.DEF,
        props,
        settings.values(),
        SinkConfig::perEndpoint,
        (own, parsed) -> new SinkChecks(new SettingChecks(own, parsed)).together());
  }

  private void together() {
    rejectsHaveSomewhereToGo();
    backoffGrows();
    commandTopicsAreRead();
    ledgerIsNotRead();
    new RequestChecks(settings).check();
  }

  private void rejectsHaveSomewhereToGo() {
    if (haveDeadLetterQueue(settings::written)) {
      return;
    }
    String way = "set " + TOLERANCE + "=all and " + DEAD_LETTER_TOPIC;
    if ("dlq".equals(settings.valid(SinkConfig.ON_REJECT))) {
      settings.complain(
          SinkConfig.ON_REJECT,
          "a dead-letter queue is needed for records that cannot become jobs: "
              + way
              + ", or "
              + SinkConfig.ON_REJECT
              + "=fail");
    } else if ("park".equals(settings.valid(SinkConfig.IN_DOUBT))) {
      settings.complain(
          SinkConfig.IN_DOUBT,
          "park sends records that are in doubt to the dead-letter queue: " + way);
    }
  }

  /** True if what is reported to Connect is kept: without a topic it would only be logged. */
  static boolean haveDeadLetterQueue(UnaryOperator<String> written) {
    String topic = written.apply(DEAD_LETTER_TOPIC);
    return "all".equals(written.apply(TOLERANCE)) && topic != null && !topic.isBlank();
  }

  private void backoffGrows() {
    Object first = settings.valid(SinkConfig.BACKOFF_MS);
    Object longest = settings.valid(SinkConfig.BACKOFF_MAX_MS);
    if (first instanceof Long least && longest instanceof Long most && least > most) {
      settings.complain(
          SinkConfig.BACKOFF_MAX_MS, "is below " + SinkConfig.BACKOFF_MS + "=" + least);
    }
  }

  /** Each submit would write an entry that would be submitted in its turn, for ever. */
  private void ledgerIsNotRead() {
    if (settings.valid(LedgerSettings.TOPIC) instanceof String ledger && settings.reads(ledger)) {
      settings.complain(
          LedgerSettings.TOPIC,
          ledger
              + " is among the topics this connector reads, so its own notes would be submitted as"
              + " jobs: leave it out of topics, or have topics.regex not match it");
    }
  }

  private void commandTopicsAreRead() {
    if (settings.valid(SinkConfig.COMMAND_TOPICS) instanceof List<?> topics) {
      topics.forEach(topic -> settings.requireRead(SinkConfig.COMMAND_TOPICS, (String) topic));
    }
  }
}
