package io.runpod.kafka.sandbox.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.runpod.kafka.sandbox.stack.FreePort;
import io.runpod.kafka.sandbox.stack.RegistryServer;
import io.runpod.kafka.sandbox.stack.StackFiles;
import io.runpod.kafka.schema.Contract;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Confluent's client against the server that stands in for Confluent's. */
class SchemaRegistryIT {
  @TempDir private static Path logs;

  private static RegistryServer server;

  @BeforeAll
  static void start() throws Exception {
    server = new RegistryServer(StackFiles.locate().registryJar(), logs, FreePort.next());
    server.start();
    server.awaitReady(Duration.ofSeconds(60));
  }

  @AfterAll
  static void stop() {
    server.stop();
  }

  @Test
  void tasksThatRegisterTheSameSchemaAtTheSameMomentGetTheSameId() {
    client().register("crowd-value", schema("a"));
    Schema next = schema("a", "b");
    List<SchemaRegistry> clients = IntStream.range(0, 12).mapToObj(i -> client()).toList();
    List<Integer> ids =
        clients.parallelStream().map(client -> client.register("crowd-value", next)).toList();
    assertThat(ids).containsOnly(ids.get(0));
  }

  @Test
  void everyContractIsRegisteredAndStaysAsItIs() {
    ContractCheck contracts = new ContractCheck(client());
    contracts.registerAll();
    contracts.registerAll();
    assertThat(client().knows("runpod.job-results-value")).isTrue();
  }

  @Test
  void aContractThatMayNotFollowWhatIsRegisteredIsNamed() {
    SchemaRegistry client = client();
    String subject = Contract.JOBS.defaultTopic() + "-value";
    allowAnything(client);
    client.register(subject, Contract.JOB_RESULTS.schema());
    assertThatThrownBy(new ContractCheck(client)::registerAll)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(subject)
        .hasMessageContaining("BACKWARD");
    allowAnything(client);
    client.register(subject, new Schema.Parser().parse(Contract.JOBS.definition()));
  }

  private static SchemaRegistry client() {
    return new SchemaRegistry(new Confluent(StackFiles.locate().confluent(), server.url()));
  }

  // Apicurio takes the rule away on NONE, and finds fault if there is none
  private static void allowAnything(SchemaRegistry client) {
    client.setDefaultCompatibility("BACKWARD");
    client.setDefaultCompatibility("NONE");
  }

  private static Schema schema(String... fields) {
    SchemaBuilder.FieldAssembler<Schema> schema = SchemaBuilder.record("Crowd").fields();
    for (String field : fields) {
      schema = schema.optionalString(field);
    }
    return schema.endRecord();
  }
}
