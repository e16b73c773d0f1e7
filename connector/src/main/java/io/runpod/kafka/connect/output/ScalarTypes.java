package io.runpod.kafka.connect.output;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Timestamp;

/** Types of single JSON values. A number fits an integer type if it is one in its range. */
final class ScalarTypes {
  /** The name Confluent's converters know the precision of a decimal by. */
  private static final String PRECISION = "connect.decimal.precision";

  private ScalarTypes() {}

  /** One of Avro's primitive types that hold a value; nothing for any other word. */
  static Optional<OutputType> primitive(String word) {
    return Optional.ofNullable(
        switch (word) {
          case "boolean" -> new OutputType(Schema.BOOLEAN_SCHEMA, ScalarTypes::bool);
          case "int" ->
              new OutputType(
                  Schema.INT32_SCHEMA,
                  (s, json, place) ->
                      (int) integer(json, place, "int", Integer.MIN_VALUE, Integer.MAX_VALUE));
          case "long" ->
              new OutputType(
                  Schema.INT64_SCHEMA,
                  (s, json, place) -> integer(json, place, "long", Long.MIN_VALUE, Long.MAX_VALUE));
          case "float" ->
              new OutputType(
                  Schema.FLOAT32_SCHEMA, (s, json, place) -> (float) real(json, place, true));
          case "double" ->
              new OutputType(Schema.FLOAT64_SCHEMA, (s, json, place) -> real(json, place, false));
          case "string" ->
              new OutputType(Schema.STRING_SCHEMA, (s, json, place) -> text(json, place, "string"));
          case "bytes" -> new OutputType(Schema.BYTES_SCHEMA, ScalarTypes::bytes);
          default -> null;
        });
  }

  static OutputType oneOf(List<String> symbols) {
    String expected = "one of " + symbols;
    return new OutputType(
        Schema.STRING_SCHEMA,
        (schema, json, place) -> {
          String symbol = text(json, place, expected);
          if (!symbols.contains(symbol)) {
            throw OutputMismatch.at(place, expected, json);
          }
          return symbol;
        });
  }

  /** Days since 1970, or text as 2026-11-25. */
  static OutputType date() {
    return new OutputType(
        Date.SCHEMA,
        (schema, json, place) -> {
          String expected = "date (YYYY-MM-DD or days since 1970)";
          long days;
          try {
            days =
                json.isTextual()
                    ? LocalDate.parse(json.textValue()).toEpochDay()
                    : integer(json, place, expected, Integer.MIN_VALUE, Integer.MAX_VALUE);
          } catch (DateTimeException notADate) {
            throw OutputMismatch.at(place, expected, json);
          }
          if (days < Integer.MIN_VALUE || days > Integer.MAX_VALUE) {
            throw OutputMismatch.at(place, expected, json);
          }
          return new java.util.Date(Duration.ofDays(days).toMillis());
        });
  }

  /** Milliseconds since 1970, or text as 2026-11-25T16:00:00.123Z. */
  static OutputType timestamp() {
    return new OutputType(
        Timestamp.SCHEMA,
        (schema, json, place) -> {
          String expected = "timestamp (ISO 8601 with an offset, or ms since 1970)";
          try {
            return new java.util.Date(
                json.isTextual()
                    ? OffsetDateTime.parse(json.textValue()).toInstant().toEpochMilli()
                    : integer(json, place, expected, Long.MIN_VALUE, Long.MAX_VALUE));
          } catch (DateTimeException | ArithmeticException notATime) {
            throw OutputMismatch.at(place, expected, json);
          }
        });
  }

  /** A number, or text of one: JSON has no other way to be sure of all digits. */
  static OutputType decimal(int precision, int scale) {
    String expected = "decimal of at most " + precision + " digits, " + scale + " after the point";
    return new OutputType(
        Decimal.builder(scale).parameter(PRECISION, Integer.toString(precision)).build(),
        (schema, json, place) -> {
          BigDecimal value;
          try {
            value =
                json.isTextual() ? new BigDecimal(json.textValue()) : number(json, place, expected);
          } catch (NumberFormatException notANumber) {
            throw OutputMismatch.at(place, expected, json);
          }
          BigDecimal bare = value.stripTrailingZeros();
          if (bare.scale() > scale
              || (bare.signum() != 0
                  && (long) bare.precision() - bare.scale() > precision - scale)) {
            throw OutputMismatch.at(place, expected, json);
          }
          return bare.setScale(scale, RoundingMode.UNNECESSARY);
        });
  }

  private static Object bool(Schema schema, JsonNode json, Place place) throws OutputMismatch {
    if (!json.isBoolean()) {
      throw OutputMismatch.at(place, "boolean", json);
    }
    return json.booleanValue();
  }

  private static Object bytes(Schema schema, JsonNode json, Place place) throws OutputMismatch {
    try {
      return Base64.getDecoder().decode(text(json, place, "bytes (as base64)"));
    } catch (IllegalArgumentException notBase64) {
      throw OutputMismatch.at(place, "bytes (as base64)", json);
    }
  }

  private static String text(JsonNode json, Place place, String expected) throws OutputMismatch {
    if (!json.isTextual()) {
      throw OutputMismatch.at(place, expected, json);
    }
    return json.textValue();
  }

  private static long integer(JsonNode json, Place place, String expected, long min, long max)
      throws OutputMismatch {
    try {
      long value = number(json, place, expected).longValueExact();
      if (value >= min && value <= max) {
        return value;
      }
    } catch (ArithmeticException fractionOrTooLarge) {
      // told below
    }
    throw OutputMismatch.at(place, expected, json);
  }

  private static double real(JsonNode json, Place place, boolean single) throws OutputMismatch {
    String expected = single ? "float" : "double";
    double value = number(json, place, expected).doubleValue();
    if (!Double.isFinite(value) || (single && !Float.isFinite((float) value))) {
      throw OutputMismatch.at(place, expected, json);
    }
    return value;
  }

  private static BigDecimal number(JsonNode json, Place place, String expected)
      throws OutputMismatch {
    if (!json.isNumber()) {
      throw OutputMismatch.at(place, expected, json);
    }
    return json.decimalValue();
  }
}
