package io.runpod.kafka.connect.output;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.kafka.connect.data.ConnectSchema;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;

class OutputTypePropertyTest {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  @Property
  void whatFitsIsTheSameValueInConnect(@ForAll("samples") Samples sample) throws OutputMismatch {
    OutputType type = AvroSchemaText.parse(sample.schemaText()).orElseThrow();

    Object value = type.read(sample.value().toString());

    ConnectSchema.validateValue("output", type.schema(), value);
    assertThat(json(value).toString()).isEqualTo(sample.value().toString());
  }

  @Property
  void whateverComesItFitsOrItsPlaceIsNamed(
      @ForAll("samples") Samples one, @ForAll("samples") Samples other) {
    OutputType type = AvroSchemaText.parse(one.schemaText()).orElseThrow();
    try {
      ConnectSchema.validateValue("output", type.schema(), type.read(other.value().toString()));
    } catch (OutputMismatch mismatch) {
      assertThat(mismatch).hasMessageStartingWith("$");
    }
  }

  private static JsonNode json(Object value) {
    if (value == null) {
      return JSON.nullNode();
    } else if (value instanceof Struct struct) {
      ObjectNode node = JSON.objectNode();
      for (Field field : struct.schema().fields()) {
        node.set(field.name(), json(struct.get(field)));
      }
      return node;
    } else if (value instanceof List<?> list) {
      ArrayNode node = JSON.arrayNode();
      list.forEach(item -> node.add(json(item)));
      return node;
    } else if (value instanceof Map<?, ?> map) {
      ObjectNode node = JSON.objectNode();
      map.forEach((key, item) -> node.set((String) key, json(item)));
      return node;
    }
    return JSON.pojoNode(value);
  }

  @Provide
  Arbitrary<Samples> samples() {
    return Samples.any(3);
  }
}
