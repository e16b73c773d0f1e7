package io.runpod.kafka.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ContractTest {

  @Test
  void theDefaultTopicsAreTheOnesOfTheDesign() {
    assertThat(Stream.of(Contract.values()).map(Contract::defaultTopic))
        .containsExactly(
            "runpod.jobs",
            "runpod.commands",
            "runpod.job-status",
            "runpod.job-results",
            "runpod.job-stream",
            "runpod.endpoint-health",
            "runpod.job-stream-assembled");
  }

  @Test
  void aRoleLeadsBackToItsContract() {
    assertThat(Contract.ofRole("job-status")).isEqualTo(Contract.JOB_STATUS);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Contract.ofRole("job-stats"))
        .withMessageContaining("job-stats");
  }
}
