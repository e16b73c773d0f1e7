package io.runpod.kafka.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

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

  @ParameterizedTest
  @EnumSource(Contract.class)
  void theDefinitionIsTheSchemaAsConfluentsConverterWritesIt(Contract contract) {
    String definition = contract.definition();

    assertThat(definition).doesNotContain("java");
    Schema parsed = new Schema.Parser().parse(definition);
    assertThat(SchemaNormalization.toParsingForm(parsed))
        .isEqualTo(SchemaNormalization.toParsingForm(contract.schema()));
    assertThat(definition).doesNotContain("\"doc\"");
    assertThat(parsed.getFields().stream().map(Schema.Field::defaultVal).toList())
        .isEqualTo(contract.schema().getFields().stream().map(Schema.Field::defaultVal).toList());
  }
}
