package io.runpod.kafka.connect.request;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Map;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Time;

/**
 * Connect's values as JSON, field by field: decimals as numbers, dates and times as ISO-8601 text
 * in UTC, bytes as base64.
 */
public final class ConnectJson {
  private static final JsonFactory FACTORY =
      JsonFactory.builder().enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN).build();

  private final JsonGenerator json;

  private ConnectJson(JsonGenerator json) {
    this.json = json;
  }

  /**
   * The value as UTF-8 JSON.
   *
   * @param schema may be null, as in Connect
   * @throws NoJson if a part of the value has no form in JSON
   */
  public static byte[] write(Schema schema, Object value) throws NoJson {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
      new ConnectJson(json).value("value", schema, value);
    } catch (NoJson e) {
      throw e;
    } catch (IOException e) {
      throw new NoJson("cannot be written as JSON: " + e.getMessage());
    }
    return bytes.toByteArray();
  }

  private void value(String path, Schema schema, Object value) throws IOException {
    if (value == null) {
      json.writeNull();
    } else if (value instanceof Struct struct) {
      struct(path, struct);
    } else if (value instanceof Map<?, ?> map) {
      map(path, schema, map);
    } else if (value instanceof Collection<?> list) {
      list(path, schema, list);
    } else if (value instanceof String text) {
      json.writeString(text);
    } else if (value instanceof Boolean flag) {
      json.writeBoolean(flag);
    } else if (value instanceof Number number) {
      number(path, number);
    } else if (value instanceof java.util.Date date) {
      json.writeString(iso(schema, date.toInstant()));
    } else if (value instanceof byte[] bytes) {
      json.writeBinary(bytes);
    } else if (value instanceof ByteBuffer buffer) {
      byte[] bytes = new byte[buffer.remaining()];
      buffer.duplicate().get(bytes);
      json.writeBinary(bytes);
    } else {
      throw new NoJson(path + " is a " + value.getClass().getName() + ", which has no JSON form");
    }
  }

  private void struct(String path, Struct struct) throws IOException {
    json.writeStartObject();
    for (Field field : struct.schema().fields()) {
      json.writeFieldName(field.name());
      value(path + '.' + field.name(), field.schema(), struct.get(field));
    }
    json.writeEndObject();
  }

  private void map(String path, Schema schema, Map<?, ?> map) throws IOException {
    Schema values = schema == null ? null : schema.valueSchema();
    json.writeStartObject();
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      Object key = entry.getKey();
      if (!(key instanceof String || key instanceof Number || key instanceof Boolean)) {
        throw new NoJson(path + " has a key that is no text, number or boolean");
      }
      json.writeFieldName(key.toString());
      value(path + '.' + key, values, entry.getValue());
    }
    json.writeEndObject();
  }

  private void list(String path, Schema schema, Collection<?> list) throws IOException {
    Schema values = schema == null ? null : schema.valueSchema();
    int index = 0;
    json.writeStartArray();
    for (Object element : list) {
      value(path + '[' + index++ + ']', values, element);
    }
    json.writeEndArray();
  }

  private void number(String path, Number number) throws IOException {
    if (number instanceof Double || number instanceof Float) {
      if (!Double.isFinite(number.doubleValue())) {
        throw new NoJson(path + " is " + number + ": JSON has no such number");
      }
      if (number instanceof Double) {
        json.writeNumber(number.doubleValue());
      } else {
        json.writeNumber(number.floatValue());
      }
    } else if (number instanceof BigDecimal decimal) {
      json.writeNumber(decimal);
    } else if (number instanceof BigInteger integer) {
      json.writeNumber(integer);
    } else {
      json.writeNumber(number.longValue());
    }
  }

  private static String iso(Schema schema, Instant instant) {
    String logical = schema == null ? "" : String.valueOf(schema.name());
    return switch (logical) {
      case Date.LOGICAL_NAME -> instant.atZone(ZoneOffset.UTC).toLocalDate().toString();
      case Time.LOGICAL_NAME -> instant.atZone(ZoneOffset.UTC).toLocalTime().toString();
      default -> instant.toString();
    };
  }

  /** A value that JSON cannot express; the message says which part of it. */
  public static final class NoJson extends IOException {
    private static final long serialVersionUID = 1;

    NoJson(String message) {
      super(message);
    }
  }
}
