package io.runpod.kafka.connect.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.runpod.kafka.schema.EndpointHealth;
import io.runpod.kafka.schema.JobCommand;
import io.runpod.kafka.schema.JobResult;
import io.runpod.kafka.schema.JobStatus;
import io.runpod.kafka.schema.StreamChunk;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.kafka.connect.data.Field;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RecordSchemasTest {
  private static final Map<org.apache.kafka.connect.data.Schema.Type, Schema.Type> TYPES =
      Map.of(
          org.apache.kafka.connect.data.Schema.Type.STRING, Schema.Type.STRING,
          org.apache.kafka.connect.data.Schema.Type.INT32, Schema.Type.INT,
          org.apache.kafka.connect.data.Schema.Type.INT64, Schema.Type.LONG,
          org.apache.kafka.connect.data.Schema.Type.BOOLEAN, Schema.Type.BOOLEAN,
          org.apache.kafka.connect.data.Schema.Type.STRUCT, Schema.Type.RECORD);

  static List<Arguments> contracts() {
    return List.of(
        Arguments.of(RecordSchemas.JOB_STATUS, JobStatus.getClassSchema()),
        Arguments.of(RecordSchemas.JOB_RESULT, JobResult.getClassSchema()),
        Arguments.of(RecordSchemas.STREAM_CHUNK, StreamChunk.getClassSchema()),
        Arguments.of(RecordSchemas.ENDPOINT_HEALTH, EndpointHealth.getClassSchema()),
        Arguments.of(RecordSchemas.JOB_COMMAND, JobCommand.getClassSchema()));
  }

  @ParameterizedTest
  @MethodSource("contracts")
  void whatIsEmittedHasTheFieldsOfItsContract(
      org.apache.kafka.connect.data.Schema emitted, Schema contract) {
    assertThat(differences(emitted, contract, contract.getName())).isEmpty();
  }

  private static List<String> differences(
      org.apache.kafka.connect.data.Schema emitted, Schema contract, String path) {
    List<String> found = new ArrayList<>();
    Schema type = contract;
    boolean optional = contract.getType() == Schema.Type.UNION;
    if (optional) {
      assertThat(contract.getTypes()).as(path).hasSize(2);
      assertThat(contract.getTypes().get(0).getType()).as(path).isEqualTo(Schema.Type.NULL);
      type = contract.getTypes().get(1);
    }
    if (optional != emitted.isOptional()) {
      found.add(path + ": optional in one only");
    }
    if (TYPES.get(emitted.type()) != type.getType()) {
      found.add(path + ": " + emitted.type() + " is not " + type.getType());
      return found;
    }
    if (type.getLogicalType() != null
        && !org.apache.kafka.connect.data.Timestamp.LOGICAL_NAME.equals(emitted.name())) {
      found.add(path + ": the contract has a timestamp here");
    }
    if (type.getType() == Schema.Type.RECORD) {
      if (!type.getFullName().equals(emitted.name())) {
        found.add(path + ": " + emitted.name() + " is not " + type.getFullName());
      }
      if (!names(emitted).equals(type.getFields().stream().map(Schema.Field::name).toList())) {
        found.add(path + ": other fields, or in another order: " + names(emitted));
      } else {
        for (Field field : emitted.fields()) {
          found.addAll(
              differences(
                  field.schema(), type.getField(field.name()).schema(), path + "." + field.name()));
        }
      }
    }
    return found;
  }

  private static List<String> names(org.apache.kafka.connect.data.Schema struct) {
    return struct.fields().stream().map(Field::name).toList();
  }
}
