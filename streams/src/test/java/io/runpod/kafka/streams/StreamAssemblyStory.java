package io.runpod.kafka.streams;

import io.runpod.kafka.schema.AssembledStream;
import io.runpod.kafka.schema.StreamChunk;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;

/** The topology under Kafka's test driver, in the words the tests are told in. */
final class StreamAssemblyStory implements AutoCloseable {
  private final List<StreamChunk> heard = new ArrayList<>();
  private final TopologyTestDriver driver;
  private final TestInputTopic<String, SpecificRecord> stream;
  private final TestOutputTopic<String, SpecificRecord> assembled;
  private Instant now = Chunks.START;

  StreamAssemblyStory(Properties settings) {
    this(settings, null);
  }

  StreamAssemblyStory(Properties settings, ChunkListener listener) {
    settings.put("bootstrap.servers", "unused:9092");
    settings.put("default.value.serde", AvroSerde.class.getName());
    AssemblyConfig config = new AssemblyConfig(settings);
    driver =
        new TopologyTestDriver(
            StreamAssemblyTopology.build(config, listener == null ? heard::add : listener),
            StreamsSettings.complete(settings));
    AvroSerde serde = new AvroSerde();
    stream =
        driver.createInputTopic(config.inputTopic(), new StringSerializer(), serde.serializer());
    assembled =
        driver.createOutputTopic(
            config.outputTopic(), new StringDeserializer(), serde.deserializer());
  }

  void published(StreamChunk... chunks) {
    for (StreamChunk chunk : chunks) {
      stream.pipeInput(chunk.getJobId(), chunk, now);
    }
  }

  void tombstoned(String jobId) {
    stream.pipeInput(jobId, null, now);
  }

  /** Time passes, and some other job's chunk shows it. */
  void passes(Duration time, Chunks meanwhile) {
    now = now.plus(time);
    published(meanwhile.chunk(0, "0"));
  }

  List<KeyValue<String, AssembledStream>> assembled() {
    return assembled.readKeyValuesToList().stream()
        .map(record -> KeyValue.pair(record.key, (AssembledStream) record.value))
        .toList();
  }

  /** The one stream assembled since the last look. */
  AssembledStream theAssembledStream() {
    List<KeyValue<String, AssembledStream>> all = assembled();
    if (all.size() != 1) {
      throw new AssertionError("expected one assembled stream but there are " + all);
    }
    return all.get(0).value;
  }

  List<String> heardOutputs() {
    return heard.stream().map(StreamChunk::getOutput).toList();
  }

  long entriesInStores() {
    return driver.getAllStateStores().keySet().stream().mapToLong(this::entries).sum();
  }

  long entries(String store) {
    long entries = 0;
    try (var all = driver.getKeyValueStore(store).all()) {
      while (all.hasNext()) {
        all.next();
        entries++;
      }
    }
    return entries;
  }

  @Override
  public void close() {
    driver.close();
  }
}
