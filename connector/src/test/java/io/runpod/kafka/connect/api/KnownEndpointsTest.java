package io.runpod.kafka.connect.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.runpod.kafka.connect.flow.Patience.Others;
import io.runpod.kafka.connect.job.EndpointId;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KnownEndpointsTest {
  private static final EndpointId A = new EndpointId("a");
  private static final EndpointId B = new EndpointId("b");

  @Test
  void oneAloneHasNoOthersThatCouldWork() {
    assertThat(new KnownEndpoints(Set.of(A)).refused(A)).isEqualTo(Others.NONE_WORKS);
  }

  @Test
  void othersMayWorkUntilTheyRefuseToo() {
    KnownEndpoints known = new KnownEndpoints(Set.of(A, B));

    assertThat(known.refused(A)).isEqualTo(Others.MAY_WORK);
    assertThat(known.refused(B)).isEqualTo(Others.NONE_WORKS);
    assertThat(known.refused(A)).isEqualTo(Others.NONE_WORKS);
  }

  @Test
  void othersWorkOnceTheyDidAndAreOfThisConnector() {
    KnownEndpoints known = new KnownEndpoints(Set.of(A, B));
    known.addAll(List.of(A, new EndpointId("former")));

    assertThat(known.refused(A)).isEqualTo(Others.MAY_WORK);
    assertThat(known.refused(B)).isEqualTo(Others.SOME_WORK);
  }
}
