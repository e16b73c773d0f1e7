package io.runpod.kafka.connect.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.runpod.kafka.connect.job.RequestRef;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class RequestIdTest {
  private record Submit(String connector, RequestRef request) {
    String id() {
      return RequestId.of(connector, request);
    }
  }

  @Property
  void isTheSameForTheSameRecordAndForNoOther(
      @ForAll("submits") Submit one, @ForAll("submits") Submit other) {
    assertThat(one.id().equals(other.id())).isEqualTo(one.equals(other));
  }

  @Provide
  Arbitrary<Submit> submits() {
    return Combinators.combine(
            Arbitraries.of("a", "a:b", "a:b:0", "a-b", "b"),
            Arbitraries.of("b", "b-0", "b.0", "0"),
            Arbitraries.of(0, 1, 10),
            Arbitraries.of(0L, 1L, 10L),
            Arbitraries.of(RequestRef.NO_TIMESTAMP, 0L, 10L))
        .as(
            (connector, topic, partition, offset, timestamp) ->
                new Submit(
                    connector,
                    new RequestRef(topic, partition, offset, timestamp, Optional.empty())));
  }
}
