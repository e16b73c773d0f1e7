package io.runpod.kafka.connect.source;

import io.runpod.kafka.connect.job.EndpointId;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Endpoints of the ledger that a source does not follow. Where no other source follows one either,
 * it is known since when: from there on its jobs are taken up when the source is given the
 * endpoint. Immutable. As text: {@code b,y:dw}, where y is passed over since offset dw (in base 36)
 * and b is followed elsewhere.
 */
final class PassedOver {
  static final PassedOver NOTHING = new PassedOver(new TreeMap<>());

  private static final int RADIX = OpenJobsText.RADIX;

  /** Stands for the offset where another source sees to the endpoint. */
  private static final long ELSEWHERE = Long.MAX_VALUE;

  private final SortedMap<String, Long> since;

  private PassedOver(SortedMap<String, Long> since) {
    this.since = since;
  }

  /** From which offset on the endpoint's jobs have been told by nobody. */
  Optional<Long> since(EndpointId endpoint) {
    return Optional.ofNullable(since.get(endpoint.value())).filter(offset -> offset != ELSEWHERE);
  }

  /**
   * Nothing is known of the endpoint: a job of it is the first, or the first after another source.
   */
  boolean isNew(EndpointId endpoint) {
    return !since.containsKey(endpoint.value());
  }

  /** A job of an endpoint has been passed over. */
  PassedOver with(EndpointId endpoint, long offset) {
    return isNew(endpoint) ? put(endpoint, offset) : this;
  }

  /** The endpoint is followed, and what was passed over of it is taken up to this offset. */
  PassedOver takenUpTo(EndpointId endpoint, long offset) {
    return since(endpoint)
        .map(from -> put(endpoint, Math.max(from, offset)))
        .orElseGet(() -> without(List.of(endpoint)));
  }

  /** Another source sees to the endpoints, and to those of their jobs that were passed over. */
  PassedOver elsewhere(Collection<EndpointId> endpoints) {
    PassedOver result = this;
    for (EndpointId endpoint : endpoints) {
      result = result.put(endpoint, ELSEWHERE);
    }
    return result;
  }

  /** It does so no more. */
  PassedOver left(Collection<EndpointId> endpoints) {
    return without(endpoints.stream().filter(id -> !isNew(id) && since(id).isEmpty()).toList());
  }

  PassedOver without(Collection<EndpointId> endpoints) {
    TreeMap<String, Long> copy = new TreeMap<>(since);
    endpoints.forEach(endpoint -> copy.remove(endpoint.value()));
    return new PassedOver(copy);
  }

  private PassedOver put(EndpointId endpoint, long offset) {
    TreeMap<String, Long> copy = new TreeMap<>(since);
    copy.put(endpoint.value(), offset);
    return new PassedOver(copy);
  }

  /** Empty if there is none. */
  String toText() {
    return since.entrySet().stream()
        .map(
            one ->
                URLEncoder.encode(one.getKey(), StandardCharsets.UTF_8)
                    + (one.getValue() == ELSEWHERE
                        ? ""
                        : ":" + Long.toString(one.getValue(), RADIX)))
        .collect(Collectors.joining(","));
  }

  /**
   * @throws IllegalArgumentException if the text is not what this class writes
   */
  static PassedOver parse(String text) {
    TreeMap<String, Long> since = new TreeMap<>();
    for (String one : text.isEmpty() ? new String[0] : text.split(",", -1)) {
      int colon = one.indexOf(':');
      long offset = colon < 0 ? ELSEWHERE : Long.parseLong(one.substring(colon + 1), RADIX);
      if (offset < 0) {
        throw new IllegalArgumentException("an endpoint passed over since " + offset);
      }
      String name = colon < 0 ? one : one.substring(0, colon);
      since.put(URLDecoder.decode(name, StandardCharsets.UTF_8), offset);
    }
    return new PassedOver(since);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PassedOver that && since.equals(that.since);
  }

  @Override
  public int hashCode() {
    return since.hashCode();
  }

  @Override
  public String toString() {
    return toText();
  }
}
