package io.runpod.kafka.schema;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.avro.Schema;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.Encoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;

/** Records of the generated classes to Avro's encodings and back. */
final class AvroJson {
  private AvroJson() {}

  static SpecificRecord fromJson(Schema schema, String json) throws IOException {
    return reader(schema).read(null, DecoderFactory.get().jsonDecoder(schema, json));
  }

  static String toJson(SpecificRecord record) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Schema schema = record.getSchema();
    write(record, EncoderFactory.get().jsonEncoder(schema, out, true));
    return out.toString(StandardCharsets.UTF_8).replace("\r\n", "\n") + "\n";
  }

  static byte[] toBinary(SpecificRecord record) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    write(record, EncoderFactory.get().binaryEncoder(out, null));
    return out.toByteArray();
  }

  static SpecificRecord fromBinary(Schema schema, byte[] bytes) throws IOException {
    return reader(schema).read(null, DecoderFactory.get().binaryDecoder(bytes, null));
  }

  private static SpecificDatumReader<SpecificRecord> reader(Schema schema) {
    return new SpecificDatumReader<>(schema, schema, SpecificData.getForSchema(schema));
  }

  private static void write(SpecificRecord record, Encoder encoder) throws IOException {
    Schema schema = record.getSchema();
    new SpecificDatumWriter<SpecificRecord>(schema, SpecificData.getForSchema(schema))
        .write(record, encoder);
    encoder.flush();
  }
}
