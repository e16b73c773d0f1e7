package io.runpod.kafka.streams;

import io.runpod.kafka.schema.Contract;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/** Avro values without a registry: the schema's name, then the binary encoding. */
public final class AvroSerde implements Serde<SpecificRecord> {

  @Override
  public Serializer<SpecificRecord> serializer() {
    return (topic, record) -> record == null ? null : write(record);
  }

  @Override
  public Deserializer<SpecificRecord> deserializer() {
    return (topic, bytes) -> bytes == null ? null : read(bytes);
  }

  private static byte[] write(SpecificRecord record) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      new DataOutputStream(out).writeUTF(record.getSchema().getFullName());
      BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
      new SpecificDatumWriter<SpecificRecord>(record.getSchema()).write(record, encoder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static SpecificRecord read(byte[] bytes) {
    ByteArrayInputStream in = new ByteArrayInputStream(bytes);
    try {
      Schema schema = schema(new DataInputStream(in).readUTF());
      return new SpecificDatumReader<SpecificRecord>(schema)
          .read(null, DecoderFactory.get().directBinaryDecoder(in, null));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Schema schema(String name) {
    return Stream.of(Contract.values())
        .map(Contract::schema)
        .filter(schema -> schema.getFullName().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no contract " + name));
  }
}
