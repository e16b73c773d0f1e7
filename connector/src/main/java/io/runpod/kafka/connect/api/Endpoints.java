package io.runpod.kafka.connect.api;

import io.runpod.kafka.connect.config.Validators;
import io.runpod.kafka.connect.job.EndpointId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigValue;

/**
 * The endpoints of one connector. Each has the connector's settings, but for those that are written
 * for it alone: {@code runpod.endpoints.<id>.policy.ttl.ms} is {@code runpod.policy.ttl.ms} of one
 * endpoint.
 */
public final class Endpoints {
  public static final String LIST = "runpod.endpoints";

  private static final String PREFIX = LIST + ".";
  private static final String KEYS = "runpod.";

  private Endpoints() {}

  static ConfigDef define(ConfigDef def, String group, int order) {
    return def.define(
        LIST,
        ConfigDef.Type.LIST,
        List.of(),
        Validators.pathSegments(),
        Importance.MEDIUM,
        "IDs of all endpoints, where there are several. A setting of one of them alone is written as"
            + " runpod.endpoints.<id>.<rest of the key>, as in"
            + " runpod.endpoints.abc123.policy.ttl.ms.",
        group,
        order,
        Width.LONG,
        "Endpoint IDs");
  }

  /** The endpoints, the default one first if there is one. {@code props} need not be valid. */
  public static List<EndpointId> ids(Map<String, String> props) {
    Set<String> ids = new LinkedHashSet<>();
    defaultId(props).ifPresent(id -> ids.add(id.value()));
    Arrays.stream(props.getOrDefault(LIST, "").split(","))
        .map(String::strip)
        .filter(id -> !id.isEmpty())
        .forEach(ids::add);
    return ids.stream().map(EndpointId::new).toList();
  }

  /** The endpoint of records that name none. */
  public static Optional<EndpointId> defaultId(Map<String, String> props) {
    return Optional.ofNullable(props.get(EndpointSettings.ENDPOINT_ID))
        .map(String::strip)
        .filter(id -> !id.isEmpty())
        .map(EndpointId::new);
  }

  /** The settings as they are for one endpoint, which is named in {@code runpod.endpoint.id}. */
  public static Map<String, String> propsOf(EndpointId endpoint, Map<String, String> props) {
    Map<String, String> own = new HashMap<>();
    Map<String, String> common = new HashMap<>();
    props.forEach(
        (key, value) -> {
          Optional<Override> override = override(key, ids(props));
          if (override.isEmpty()) {
            common.put(key, value);
          } else if (override.get().endpoint().equals(endpoint)) {
            own.put(override.get().key(), value);
          }
        });
    common.putAll(own);
    common.put(EndpointSettings.ENDPOINT_ID, endpoint.value());
    return common;
  }

  /**
   * Adds complaints about the endpoints to the values they concern.
   *
   * @param values what {@code props} were parsed to by {@code def}
   * @param perEndpoint keys that can differ between endpoints
   * @param together checks settings against each other; used on those of each endpoint
   */
  public static void check(
      ConfigDef def,
      Map<String, String> props,
      Map<String, ConfigValue> values,
      Predicate<String> perEndpoint,
      BiConsumer<Map<String, String>, List<ConfigValue>> together) {
    List<EndpointId> ids = ids(props);
    if (ids.isEmpty()) {
      complain(values, EndpointSettings.ENDPOINT_ID, "write the ID of the endpoint, or " + LIST);
      return;
    }
    for (String key : overrides(props)) {
      Optional<Override> override = override(key, ids);
      if (override.isEmpty()) {
        complain(values, LIST, key + " is of no endpoint in this list");
      } else if (!def.configKeys().containsKey(override.get().key())
          || !perEndpoint.test(override.get().key())) {
        complain(
            values, LIST, key + ": " + override.get().key() + " cannot differ between endpoints");
      }
    }
    for (EndpointId id : ids) {
      Map<String, String> own = propsOf(id, props);
      List<ConfigValue> ownValues = def.validate(own);
      together.accept(own, ownValues);
      for (ConfigValue value : ownValues) {
        String key = PREFIX + id + '.' + value.name().replaceFirst("^" + KEYS, "");
        if (props.containsKey(key)) {
          value.errorMessages().forEach(error -> complain(values, LIST, key + ": " + error));
        }
      }
    }
    urlsDiffer(ids, props, values);
  }

  private static void urlsDiffer(
      List<EndpointId> ids, Map<String, String> props, Map<String, ConfigValue> values) {
    Set<String> urls = new LinkedHashSet<>();
    for (EndpointId id : ids) {
      String url =
          propsOf(id, props)
              .getOrDefault(EndpointSettings.BASE_URL, EndpointSettings.DEFAULT_BASE_URL);
      if (!urls.add(EndpointSettings.endpointUrl(url, id))) {
        complain(
            values,
            EndpointSettings.BASE_URL,
            "several endpoints would have the same address: put "
                + EndpointSettings.PLACEHOLDER
                + " where their IDs belong");
        return;
      }
    }
  }

  private static List<String> overrides(Map<String, String> props) {
    List<String> keys = new ArrayList<>(props.keySet());
    keys.removeIf(key -> !key.startsWith(PREFIX));
    keys.sort(Comparator.naturalOrder());
    return keys;
  }

  /** A key written for one endpoint, and the key it stands for. */
  private record Override(EndpointId endpoint, String key) {}

  /** IDs may have dots in them: the longest one that fits is meant. */
  private static Optional<Override> override(String key, List<EndpointId> ids) {
    return ids.stream()
        .filter(id -> key.startsWith(PREFIX + id + '.'))
        .max(Comparator.comparingInt(id -> id.value().length()))
        .map(id -> new Override(id, KEYS + key.substring((PREFIX + id + '.').length())));
  }

  private static void complain(Map<String, ConfigValue> values, String key, String message) {
    ConfigValue value = values.get(key);
    if (value != null) {
      value.addErrorMessage(key + ": " + message);
    }
  }
}
