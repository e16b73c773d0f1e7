package io.runpod.kafka.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.runpod.kafka.sandbox.client.TopicReader;
import io.runpod.kafka.sandbox.stack.StackFiles;
import io.runpod.kafka.schema.JobRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Confluent's classes, made for older Kafka lines, on this one and against Apicurio's server. */
class ConfluentOnKafkaIT {
  @TempDir private Path folder;

  @Test
  void convertersOfThePluginPathWriteWhatTheirDeserializerReads() throws Exception {
    Path lines = folder.resolve("lines.txt");
    Files.writeString(lines, "one\ntwo\nthree\n");
    try (Sandbox sandbox =
        Sandbox.builder()
            .name("confluent")
            .withoutPlugin()
            .pluginPath(StackFiles.locate().testPlugins())
            .start()) {
      sandbox.topics().create("lines", 1, Map.of());
      sandbox
          .connect()
          .put(
              "lines",
              Map.of(
                  "connector.class", "org.apache.kafka.connect.file.FileStreamSourceConnector",
                  "exactly.once.support", "required",
                  "file", lines.toString(),
                  "topic", "lines",
                  "transforms", "field,name",
                  "transforms.field.type", "org.apache.kafka.connect.transforms.HoistField$Value",
                  "transforms.field.field", "input",
                  "transforms.name.type",
                      "org.apache.kafka.connect.transforms.SetSchemaMetadata$Value",
                  "transforms.name.schema.name", JobRequest.class.getName()));

      try (TopicReader<JobRequest> reader = sandbox.topics().avroReader("lines")) {
        await()
            .atMost(Duration.ofSeconds(30))
            .untilAsserted(
                () ->
                    assertThat(reader.values())
                        .extracting(JobRequest::getInput)
                        .isEqualTo(List.of("one", "two", "three")));
      }
    }
  }
}
