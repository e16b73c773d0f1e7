package io.runpod.kafka.sandbox.quickstart;

import io.runpod.kafka.sandbox.Sandbox;
import io.runpod.kafka.sandbox.client.TopicReader;
import io.runpod.kafka.schema.AssembledStream;
import io.runpod.kafka.schema.Contract;
import io.runpod.kafka.schema.JobResult;
import io.runpod.kafka.schema.JobStatus;
import io.runpod.kafka.schema.StreamChunk;
import io.runpod.kafka.streams.ChunkListener;
import io.runpod.kafka.streams.ChunkText;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Brings news from the output topics, the dead-letter topic and the Streams companion to a board.
 *
 * <p>Owned by one thread; as a listener it is called by stream threads, and only fills a queue.
 */
final class Feed implements ChunkListener, AutoCloseable {
  // for each of three topics: the screen is drawn a dozen times a second
  private static final Duration WAIT = Duration.ofMillis(25);
  private static final String DEAD_LETTERS = "runpod.jobs.dlq";
  private static final String ERRORS = "__connect.errors.";

  private final TopicReader<JobStatus> statuses;
  private final TopicReader<JobResult> results;
  private final TopicReader<String> deadLetters;
  private final Queue<Consumer<JobBoard>> streamed = new ConcurrentLinkedQueue<>();

  Feed(Sandbox sandbox) {
    statuses = sandbox.topics().avroReader(Contract.JOB_STATUS.defaultTopic());
    results = sandbox.topics().avroReader(Contract.JOB_RESULTS.defaultTopic());
    deadLetters = sandbox.topics().reader(DEAD_LETTERS, new StringDeserializer());
  }

  @Override
  public void onChunk(StreamChunk chunk) {
    String text = ChunkText.of(chunk.getOutput()).orElse(chunk.getOutput());
    streamed.add(board -> board.text(chunk.getJobId(), text));
  }

  @Override
  public void onAssembled(AssembledStream stream) {
    streamed.add(board -> board.stream(stream));
  }

  /** Waits a moment for news and puts what has come on the board. */
  void bring(JobBoard board) {
    statuses.next(WAIT).forEach(rec -> board.status(rec.value()));
    for (Consumer<JobBoard> news = streamed.poll(); news != null; news = streamed.poll()) {
      news.accept(board);
    }
    results.next(WAIT).forEach(rec -> board.result(rec.value()));
    deadLetters.next(WAIT).forEach(rec -> deadLetter(board, rec));
  }

  private static void deadLetter(JobBoard board, ConsumerRecord<String, String> rec) {
    board.deadLetter(
        Integer.parseInt(header(rec.headers(), "partition")),
        Long.parseLong(header(rec.headers(), "offset")),
        header(rec.headers(), "exception.message"));
  }

  private static String header(Headers headers, String name) {
    return new String(headers.lastHeader(ERRORS + name).value(), StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    List.of(statuses, results, deadLetters).forEach(TopicReader::close);
  }
}
