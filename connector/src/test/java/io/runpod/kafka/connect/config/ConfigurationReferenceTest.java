package io.runpod.kafka.connect.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.runpod.kafka.connect.sink.RunpodSinkConnector;
import io.runpod.kafka.connect.source.RunpodSourceConnector;
import io.runpod.kafka.connect.webhook.RunpodWebhookExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;
import org.junit.jupiter.api.Test;

/**
 * The configuration reference is made from the settings themselves. After a change of one, write it
 * anew with {@code mvn test -pl connector -am -Dtest=ConfigurationReferenceTest -Dwrite.reference
 * -Dsurefire.failIfNoSpecifiedTests=false}.
 */
class ConfigurationReferenceTest {
  private static final Path REFERENCE = Path.of("../docs/configuration.md");

  @Test
  void theReferenceSaysWhatTheSettingsSay() throws IOException {
    String expected = reference();
    if (System.getProperty("write.reference") != null) {
      Files.writeString(REFERENCE, expected);
    }
    assertThat(Files.readString(REFERENCE)).isEqualTo(expected);
  }

  private static String reference() {
    return """
        # Configuration

        Made from the connectors' own definitions; a test keeps it true. Keys that Connect itself \
        gives every
        connector (`name`, `topics`, converters, `errors.*`, `topic.creation.*` …) are in Kafka's \
        documentation;
        [`config/`](../config) shows them in use.

        """
        + section(
            "Sink connector",
            "connector.class=io.runpod.kafka.connect.sink.RunpodSinkConnector",
            new RunpodSinkConnector().config())
        + section(
            "Source connector",
            "connector.class=io.runpod.kafka.connect.source.RunpodSourceConnector",
            new RunpodSourceConnector().config())
        + section(
            "Webhook extension (in the worker's properties)",
            "rest.extension.classes=" + RunpodWebhookExtension.class.getName(),
            new RunpodWebhookExtension().config());
  }

  private static String section(String title, String setting, ConfigDef def) {
    Map<String, List<ConfigKey>> groups =
        def.configKeys().values().stream()
            .filter(key -> !key.internalConfig)
            .sorted(Comparator.comparingInt(key -> key.orderInGroup))
            .collect(
                Collectors.groupingBy(key -> key.group, LinkedHashMap::new, Collectors.toList()));
    StringBuilder text = new StringBuilder("## " + title + "\n\n`" + setting + "`\n\n");
    for (String group : def.groups()) {
      if (!groups.containsKey(group)) {
        continue;
      }
      text.append("### ").append(group).append("\n\n");
      text.append("| key | what | type | default | allowed |\n|---|---|---|---|---|\n");
      groups.get(group).forEach(key -> text.append(row(key)));
      text.append('\n');
    }
    return text.toString();
  }

  private static String row(ConfigKey key) {
    String fallback =
        key.hasDefault()
            ? key.defaultValue == null || "".equals(key.defaultValue)
                ? "–"
                : "`" + key.defaultValue + "`"
            : "**required**";
    String allowed = key.validator == null ? "" : key.validator.toString();
    if (allowed.contains("$$Lambda")) {
      allowed = "";
    }
    return "| `%s` | %s | %s | %s | %s |\n"
        .formatted(
            key.name,
            key.documentation.replace("|", "\\|"),
            key.type.name().toLowerCase(java.util.Locale.ROOT),
            fallback,
            allowed.replace("|", "\\|"));
  }
}
