package io.runpod.kafka.connect.request;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * What goes around an input to make it a body: the policy, which is always sent, for defaults at
 * RunPod have changed before; where wanted, a webhook and an object storage.
 */
final class RequestBody {
  private static final JsonFactory FACTORY = new JsonFactory();
  private static final byte[] START = "{\"input\":".getBytes(StandardCharsets.UTF_8);

  private final byte[] end;

  RequestBody(JobPolicy policy, Delivery delivery) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
      json.writeStartObject();
      write(policy, json);
      if (delivery.webhook().isPresent()) {
        json.writeStringField("webhook", delivery.webhook().get());
      }
      if (delivery.s3Config().isPresent()) {
        write(delivery.s3Config().get(), json);
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("memory was full", e);
    }
    end = bytes.toByteArray();
    end[0] = ',';
  }

  private static void write(JobPolicy policy, JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("policy");
    json.writeNumberField("executionTimeout", policy.executionTimeout().toMillis());
    json.writeNumberField("ttl", policy.ttl().toMillis());
    json.writeBooleanField("lowPriority", policy.lowPriority());
    json.writeEndObject();
  }

  private static void write(S3Config s3, JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("s3Config");
    json.writeStringField("accessId", s3.accessId());
    json.writeStringField("accessSecret", s3.accessSecret());
    json.writeStringField("bucketName", s3.bucketName());
    json.writeStringField("endpointUrl", s3.endpointUrl());
    if (s3.objectPath().isPresent()) {
      json.writeStringField("objectPath", s3.objectPath().get());
    }
    json.writeEndObject();
  }

  /**
   * The body of a request.
   *
   * @throws NoRequest if RunPod does not take a body as large in this mode
   */
  byte[] around(Payload input, Mode mode) throws NoRequest {
    int total = requireRoom(input, mode);
    byte[] body = new byte[total];
    System.arraycopy(START, 0, body, 0, START.length);
    System.arraycopy(input.utf8(), input.from(), body, START.length, input.length());
    System.arraycopy(end, 0, body, START.length + input.length(), end.length);
    return body;
  }

  /**
   * How large the body of a request would be.
   *
   * @throws NoRequest if that is too large
   */
  int requireRoom(Payload input, Mode mode) throws NoRequest {
    long total = START.length + (long) input.length() + end.length;
    if (total > mode.maxBodyBytes()) {
      throw new NoRequest(
          "the request would have "
              + total
              + " bytes; RunPod takes "
              + mode.maxBodyBytes()
              + " ("
              + mode.maxBodyBytes() / (1024 * 1024)
              + " MiB)");
    }
    return (int) total;
  }
}
