package io.runpod.kafka.schema;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.SchemaNormalization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The contracts as they were last agreed on: a change to an .avsc file has to be made here too, on
 * purpose.
 */
class ContractBaselineTest {
  private static final String FILE = "src/test/resources/contracts.baseline";

  @ParameterizedTest
  @EnumSource(Contract.class)
  void aContractChangesOnlyOnPurpose(Contract contract) throws Exception {
    String agreed = baseline().get(contract.role());
    String now = SchemaNormalization.toParsingForm(contract.schema());

    assertThat(now)
        .as(
            "The contract %s is not what %s says.%n%s%nIf the change is meant, put this line there:%n%s %s",
            contract.role(), FILE, verdict(contract.schema(), agreed), contract.role(), now)
        .isEqualTo(agreed);
  }

  @Test
  void theBaselineNamesEveryContractAndNoOther() throws Exception {
    assertThat(baseline().keySet())
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(Contract.values()).map(Contract::role).toList());
  }

  private static String verdict(Schema now, String agreed) {
    if (agreed == null) {
      return "It is new.";
    }
    boolean readsOldRecords =
        SchemaCompatibility.checkReaderWriterCompatibility(now, new Schema.Parser().parse(agreed))
                .getType()
            == SchemaCompatibilityType.COMPATIBLE;
    return readsOldRecords
        ? "Records already in topics can still be read: the change is BACKWARD compatible."
        : "Records already in topics could NOT be read any more: the change is not BACKWARD compatible,"
            + " and a registry will refuse it. Give a new field a default; never rename or retype one.";
  }

  private static Map<String, String> baseline() throws Exception {
    try (InputStream in = ContractBaselineTest.class.getResourceAsStream("/contracts.baseline")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.split(" ", 2))
          .collect(toMap(parts -> parts[0], parts -> parts[1]));
    }
  }
}
