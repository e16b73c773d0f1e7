package io.runpod.kafka.connect.request;

import io.runpod.kafka.connect.job.EndpointId;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Chooses the endpoint of a record. Thread-safe. */
public final class EndpointChoice {
  /** Header of a record that names its endpoint. */
  public static final String HEADER = "runpod.endpoint";

  private static final int SHOWN = 100;

  private final Map<String, EndpointId> known = new LinkedHashMap<>();
  private final Map<String, EndpointId> byTopic;
  private final Optional<EndpointId> usual;

  /**
   * @param known the endpoints this connector serves, at least one
   * @param byTopic the endpoints of some topics
   * @param usual the endpoint of records that nothing else decides about; the only endpoint is that
   *     anyway
   */
  public EndpointChoice(
      Collection<EndpointId> known, Map<String, EndpointId> byTopic, Optional<EndpointId> usual) {
    if (!known.containsAll(byTopic.values())) {
      throw new IllegalArgumentException(
          RequestConfig.ENDPOINT_BY_TOPIC + " names an endpoint that is not served");
    }
    known.forEach(endpoint -> this.known.put(endpoint.value(), endpoint));
    this.byTopic = Map.copyOf(byTopic);
    this.usual = known.size() == 1 ? known.stream().findFirst() : usual;
  }

  /**
   * The endpoint a record names; if it names none, that of its topic.
   *
   * @param named what the record says, if it says anything
   * @param place where it says so, for the complaint
   * @throws NoRequest if it names one that this connector does not serve, or if nothing decides
   */
  public EndpointId of(Optional<String> named, String place, String topic) throws NoRequest {
    if (named.isEmpty()) {
      return Optional.ofNullable(byTopic.get(topic))
          .or(() -> usual)
          .orElseThrow(
              () ->
                  new NoRequest(
                      "no endpoint: name one of "
                          + String.join(", ", known.keySet())
                          + " in the header "
                          + HEADER
                          + ", or set runpod.endpoint.id"));
    }
    EndpointId endpoint = known.get(named.get());
    if (endpoint == null) {
      throw new NoRequest(
          place
              + ": this connector does not serve endpoint '"
              + PlainText.cut(named.get(), SHOWN)
              + "', but "
              + String.join(", ", known.keySet()));
    }
    return endpoint;
  }
}
