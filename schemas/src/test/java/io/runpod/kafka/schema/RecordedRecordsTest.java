package io.runpod.kafka.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RecordedRecordsTest {

  @ParameterizedTest
  @MethodSource("names")
  void decodesWithItsGeneratedClassAndIsWrittenAgainAsItWas(String name) throws Exception {
    String text = Recorded.record(name);

    SpecificRecord record = AvroJson.fromJson(contract(name).schema(), text);

    assertThat(record.getClass().getName()).isEqualTo(contract(name).schema().getFullName());
    assertThat(AvroJson.toJson(record)).isEqualTo(text);
  }

  @ParameterizedTest
  @MethodSource("names")
  void survivesTheBinaryEncoding(String name) throws Exception {
    SpecificRecord record = AvroJson.fromJson(contract(name).schema(), Recorded.record(name));

    SpecificRecord read = AvroJson.fromBinary(record.getSchema(), AvroJson.toBinary(record));

    assertThat(read).isEqualTo(record);
  }

  @Test
  void everyContractHasAnExampleUnderItsRole() {
    Set<Contract> shown = EnumSet.noneOf(Contract.class);
    Recorded.records().forEach(name -> shown.add(contract(name)));

    assertThat(shown).containsExactlyInAnyOrder(Contract.values());
    assertThat(Recorded.records())
        .containsAll(Stream.of(Contract.values()).map(Contract::role).toList());
  }

  @Test
  void theIndexNamesTheFilesOfTheFolder() throws Exception {
    assertThat(new TreeSet<>(Recorded.records())).isEqualTo(Folder.namesIn("records"));
    assertThat(Recorded.records()).doesNotHaveDuplicates();
  }

  private static Contract contract(String name) {
    return Contract.ofRole(name.split("\\.", 2)[0]);
  }

  private static Stream<String> names() {
    return Recorded.records().stream();
  }
}
