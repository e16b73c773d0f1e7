package io.runpod.kafka.connect.request;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Makes a job's input of what a record brings: selects a part of it, puts it under a name, adds the
 * request's ID. What is not changed is passed on byte by byte. Thread-safe.
 *
 * @param pointer the part that is the input
 * @param wrap the name the input is put under
 * @param requestIdField the field of the input that gets the request's ID, unless it is there
 */
record InputMapping(
    Optional<JsonPointer> pointer, Optional<String> wrap, Optional<String> requestIdField) {
  /**
   * @param requestId is put into the input where it has a field for it
   * @throws NoRequest if there is no such part, or it is no input
   */
  Payload input(Payload whole, Supplier<String> requestId) throws NoRequest {
    Payload part = pointer.isPresent() ? select(whole, pointer.get()) : whole;
    Payload input = wrap.isPresent() ? wrapped(part, wrap.get()) : part;
    JobInput.require(input);
    return requestIdField.isPresent()
        ? withId(input, requestIdField.get(), requestId.get())
        : input;
  }

  private static Payload select(Payload whole, JsonPointer pointer) throws NoRequest {
    Payload part =
        JsonText.at(whole, pointer)
            .orElseThrow(
                () -> new NoRequest(RequestConfig.INPUT_POINTER + ": nothing is at " + pointer));
    if (JsonText.isNull(part)) {
      throw new NoRequest(
          RequestConfig.INPUT_POINTER + ": null is at " + pointer + ": a job needs an input");
    }
    return part;
  }

  /** Text that is no object and no array is a string, whatever else it looks like. */
  private static Payload wrapped(Payload part, String name) throws NoRequest {
    Bytes bytes = new Bytes(part.length() + 64).text("{").string(name).text(":");
    if (part.text() && !JsonText.isStructure(part)) {
      bytes.string(part.string());
    } else {
      bytes.of(part, part.from(), part.to());
    }
    return Payload.json(bytes.text("}").toByteArray());
  }

  /** Who sends an ID of its own knows better what is the same request. */
  private static Payload withId(Payload input, String field, String id) throws NoRequest {
    Payload[] found = {null};
    JsonText.parts(input, (name, value) -> found[0] = name.equals(field) ? value : found[0]);
    Bytes bytes = new Bytes(input.length() + 256);
    if (found[0] == null) {
      int inside = input.from();
      while (input.utf8()[inside] != '{') {
        inside++;
      }
      bytes.text("{").string(field).text(":").string(id).text(",");
      bytes.of(input, inside + 1, input.to());
    } else if (JsonText.isNull(found[0])) {
      bytes.of(input, input.from(), found[0].from()).string(id);
      bytes.of(input, found[0].to(), input.to());
    } else {
      return input;
    }
    return Payload.json(bytes.toByteArray());
  }

  private static final class Bytes extends ByteArrayOutputStream {
    Bytes(int size) {
      super(size);
    }

    Bytes text(String ascii) {
      writeBytes(ascii.getBytes(StandardCharsets.US_ASCII));
      return this;
    }

    Bytes string(String text) {
      text("\"");
      writeBytes(JsonStringEncoder.getInstance().quoteAsUTF8(text));
      return text("\"");
    }

    Bytes of(Payload payload, int from, int to) {
      write(payload.utf8(), from, to - from);
      return this;
    }
  }
}
