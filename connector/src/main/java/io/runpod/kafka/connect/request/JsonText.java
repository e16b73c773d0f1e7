package io.runpod.kafka.connect.request;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Looks at JSON text, and takes parts out of it as they are written: no tree is built, no number
 * changes its form.
 */
final class JsonText {
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
          .build();

  /** What a complaint of the parser cites of the text, which may be a secret. */
  private static final Pattern CITED = Pattern.compile("'[^']*'");

  /** Where the parser's own code has a bound: nobody who reads a dead letter can look there. */
  private static final Pattern BOUND = Pattern.compile(", from `[^`]*`");

  private JsonText() {}

  /** Takes the members of an object or the elements of an array, which are named by number. */
  interface Visitor {
    void visit(String name, Payload value) throws NoRequest;
  }

  interface Reading<T> {
    T read(JsonParser parser) throws IOException, NoRequest;
  }

  /**
   * True if this is one whole object or array.
   *
   * @throws NoRequest if it may be one, but goes beyond what is read
   */
  static boolean isStructure(Payload text) throws NoRequest {
    if (!beginsLikeOne(text)) {
      return false; // most text is none: that must not cost an exception
    }
    try {
      return read(
          text,
          parser -> {
            JsonToken first = parser.nextToken();
            parser.skipChildren();
            end(parser, word(first));
            return true;
          });
    } catch (NotJson plainText) {
      return false;
    }
  }

  private static boolean beginsLikeOne(Payload text) {
    int at = text.from();
    while (at < text.to() && Character.isWhitespace(text.utf8()[at])) {
      at++;
    }
    return at < text.to() && (text.utf8()[at] == '{' || text.utf8()[at] == '[');
  }

  /** Shows the parts of an object or array in their order; anything else has none. */
  static void parts(Payload json, Visitor visitor) throws NoRequest {
    read(
        json,
        parser -> {
          JsonToken first = parser.nextToken();
          if (first == null) {
            throw new NoRequest("empty: no JSON in it");
          }
          if (first.isStructStart()) {
            int index = 0;
            while (!parser.nextToken().isStructEnd()) {
              boolean member = parser.currentToken() == JsonToken.FIELD_NAME;
              String name = member ? parser.currentName() : Integer.toString(index++);
              if (member) {
                parser.nextToken();
              }
              visitor.visit(name, part(json, parser));
            }
          }
          end(parser, word(first));
          return null;
        });
  }

  private static Payload part(Payload json, JsonParser parser) throws IOException {
    long begin = parser.currentTokenLocation().getByteOffset();
    parser.skipChildren();
    parser.finishToken();
    return json.part(begin, parser.currentLocation().getByteOffset());
  }

  /** What the pointer points at; of members with the same name, the last. */
  static Optional<Payload> at(Payload json, JsonPointer pointer) throws NoRequest {
    Payload[] found = {json};
    JsonPointer rest = pointer;
    while (!rest.matches() && found[0] != null) {
      String name = rest.getMatchingProperty();
      Payload whole = found[0];
      found[0] = null;
      parts(
          whole,
          (part, value) -> {
            if (part.equals(name)) {
              found[0] = value;
            }
          });
      rest = rest.tail();
    }
    return Optional.ofNullable(found[0]);
  }

  /** The text of a JSON string; nothing for JSON of another kind. */
  static Optional<String> stringOf(Payload json) throws NoRequest {
    return read(
        json,
        parser ->
            parser.nextToken() == JsonToken.VALUE_STRING
                ? Optional.of(parser.getText())
                : Optional.empty());
  }

  /** A scalar as text, without quotes; a structure as it is written. */
  static String scalar(Payload json) throws NoRequest {
    return stringOf(json).orElseGet(json::string);
  }

  static boolean isObject(Payload json) throws NoRequest {
    return read(json, parser -> parser.nextToken() == JsonToken.START_OBJECT);
  }

  static boolean isNull(Payload json) {
    return json.length() == 4 && json.string().equals("null");
  }

  /** Checks that nothing follows. */
  static void end(JsonParser parser, String what) throws IOException, NoRequest {
    if (parser.nextToken() != null) {
      throw new NotJson("something follows " + what);
    }
  }

  /**
   * Lets a parser be read.
   *
   * @throws NoRequest if this is not JSON, or more than is read, citing nothing of it
   */
  static <T> T read(Payload json, Reading<T> reading) throws NoRequest {
    try (JsonParser parser = FACTORY.createParser(json.utf8(), json.from(), json.length())) {
      return reading.read(parser);
    } catch (StreamConstraintsException e) {
      throw new NoRequest("JSON beyond what is read: " + BOUND.matcher(words(e)).replaceAll(""));
    } catch (JsonProcessingException e) {
      throw new NotJson(words(e));
    } catch (IOException e) {
      throw new NotJson(e.getMessage());
    }
  }

  /** Not every complaint of the parser knows its place. */
  private static String words(JsonProcessingException e) {
    String words = CITED.matcher(e.getOriginalMessage()).replaceFirst("'…'");
    JsonLocation place = e.getLocation();
    return place == null ? words : words + " (byte " + place.getByteOffset() + ")";
  }

  private static final class NotJson extends NoRequest {
    private static final long serialVersionUID = 1;

    NotJson(String why) {
      super("not JSON: " + why);
    }
  }

  /** What a value that begins with this token is called. */
  static String word(JsonToken token) {
    return switch (token) {
      case START_OBJECT -> "an object";
      case START_ARRAY -> "an array";
      case VALUE_STRING -> "a string";
      case VALUE_NULL -> "null";
      case VALUE_TRUE, VALUE_FALSE -> "a boolean";
      default -> "a number";
    };
  }
}
