package io.runpod.kafka.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ContractCompatibilityTest {

  @ParameterizedTest
  @EnumSource(Contract.class)
  void readsItself(Contract contract) {
    assertThat(compatibility(contract.schema(), contract.schema()))
        .isEqualTo(SchemaCompatibilityType.COMPATIBLE);
  }

  @ParameterizedTest
  @EnumSource(Contract.class)
  void readsRecordsOfAWriterThatKnowsNoOptionalField(Contract contract) {
    assertThat(compatibility(contract.schema(), withoutOptionalFields(contract.schema())))
        .isEqualTo(SchemaCompatibilityType.COMPATIBLE);
  }

  @ParameterizedTest
  @EnumSource(Contract.class)
  void isReadByAReaderThatKnowsNoOptionalField(Contract contract) {
    assertThat(compatibility(withoutOptionalFields(contract.schema()), contract.schema()))
        .isEqualTo(SchemaCompatibilityType.COMPATIBLE);
  }

  @ParameterizedTest
  @EnumSource(Contract.class)
  void everyOptionalFieldHasADefault(Contract contract) {
    assertThat(contract.schema().getFields())
        .filteredOn(field -> field.schema().isNullable())
        .allSatisfy(field -> assertThat(field.hasDefaultValue()).as(field.name()).isTrue());
  }

  private static SchemaCompatibilityType compatibility(Schema reader, Schema writer) {
    return SchemaCompatibility.checkReaderWriterCompatibility(reader, writer).getType();
  }

  private static Schema withoutOptionalFields(Schema schema) {
    List<Schema.Field> needed =
        schema.getFields().stream()
            .filter(field -> !field.hasDefaultValue())
            .map(field -> new Schema.Field(field, field.schema()))
            .toList();
    return Schema.createRecord(
        schema.getName(), schema.getDoc(), schema.getNamespace(), false, needed);
  }
}
