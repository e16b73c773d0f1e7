package io.runpod.kafka.sandbox.streaming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.runpod.kafka.sandbox.Sandbox;
import io.runpod.kafka.sandbox.observe.Consumed;
import io.runpod.kafka.schema.JobResult;
import io.runpod.kafka.schema.JobStatus;
import io.runpod.kafka.schema.StreamChunk;
import io.runpod.kafka.simulator.EndpointOptions;
import io.runpod.kafka.simulator.SimulatedEndpoint;
import io.runpod.kafka.simulator.Timing;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;

/** A pair of connectors before several endpoints. Owned by the test's thread. */
final class StreamStage implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(60);
  static final int WORKERS = 4;
  private static final String JOBS = "runpod.jobs";

  private final Sandbox sandbox;
  private final Consumed consumed;
  private int number;

  StreamStage(String... endpoints) throws Exception {
    sandbox =
        Sandbox.builder()
            .name("stream-cases")
            .workerInChild()
            .endpoint(options(endpoints[0]))
            .start();
    Arrays.stream(endpoints)
        .skip(1)
        .map(StreamStage::options)
        .forEach(sandbox.simulator()::addEndpoint);
    sandbox.topics().create(JOBS, 1, Map.of());
    String all = String.join(",", endpoints);
    sandbox.create(sandbox.connector("runpod-source.json").with("runpod.endpoints", all), 2);
    sandbox.create(sandbox.connector("runpod-sink-json.json").with("runpod.endpoints", all), 1);
    consumed = new Consumed(sandbox.topics());
  }

  private static EndpointOptions options(String name) {
    return EndpointOptions.named(name)
        .workers(WORKERS)
        .time(Timing.LOST_AFTER, Duration.ofSeconds(5));
  }

  SimulatedEndpoint endpoint(String name) {
    return sandbox.simulator().endpoint(name);
  }

  /**
   * Sends a job.
   *
   * @param script what the worker does with it
   * @return the key of its record
   */
  String send(String endpoint, String script) {
    String key = endpoint + "-" + number++;
    ProducerRecord<String, String> job =
        new ProducerRecord<>(JOBS, key, "{\"key\":\"%s\",\"simulate\":%s}".formatted(key, script));
    job.headers().add("runpod.endpoint", endpoint.getBytes(StandardCharsets.UTF_8));
    sandbox.topics().sendNow(job);
    return key;
  }

  /** What is told of the job of a record, when its result is. */
  ToldStream told(String key) {
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                !results(key).isEmpty()
                    && records(key).stream().anyMatch(StreamChunk::getEndOfStream));
    assertThat(results(key)).hasSize(1);
    JobResult result = results(key).get(0);
    return new ToldStream(
        endpoint(result.getEndpointId()).job(result.getJobId()).orElseThrow(),
        records(key),
        result);
  }

  private List<JobResult> results(String key) {
    return consumed.results().stream().filter(r -> r.getRequest().getKey().equals(key)).toList();
  }

  List<JobStatus> statuses(String key) {
    return consumed.statuses().stream().filter(s -> s.getRequest().getKey().equals(key)).toList();
  }

  private List<StreamChunk> records(String key) {
    List<String> jobs = statuses(key).stream().map(JobStatus::getJobId).distinct().toList();
    return consumed.chunks().stream().filter(c -> jobs.contains(c.getJobId())).toList();
  }

  @Override
  public void close() {
    consumed.close();
    sandbox.close();
  }
}
