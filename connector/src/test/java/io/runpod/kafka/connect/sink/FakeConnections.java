package io.runpod.kafka.connect.sink;

import io.runpod.kafka.connect.api.Answer;
import io.runpod.kafka.connect.api.Call;
import io.runpod.kafka.connect.job.EndpointId;
import io.runpod.kafka.connect.ledger.CommandEntry;
import io.runpod.kafka.connect.ledger.Coordinates;
import io.runpod.kafka.connect.ledger.LedgerEntry;
import io.runpod.kafka.connect.ledger.LedgerKind;
import io.runpod.kafka.connect.ledger.LedgerScan;
import io.runpod.kafka.connect.ledger.LedgerWriter.Position;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** RunPod and the ledger in memory. The ledger outlives the tasks that write to it. */
final class FakeConnections implements Connections {
  private static final Map<Class<? extends LedgerEntry.OfRequest>, String> KINDS =
      Map.of(
          LedgerEntry.Submitted.class, LedgerKind.SUBMITTED,
          LedgerEntry.Finished.class, LedgerKind.FINISHED,
          LedgerEntry.Intent.class, LedgerKind.INTENT,
          LedgerEntry.Refused.class, LedgerKind.REFUSED,
          CommandEntry.Cancelled.class, LedgerKind.CANCELLED,
          CommandEntry.Retrying.class, LedgerKind.RETRYING,
          CommandEntry.Retried.class, LedgerKind.RETRIED,
          CommandEntry.RetryRefused.class, LedgerKind.RETRY_REFUSED,
          CommandEntry.Purged.class, LedgerKind.PURGED);

  final List<String> bodies = new CopyOnWriteArrayList<>();
  final List<Call> calls = new CopyOnWriteArrayList<>();
  final List<LedgerEntry> entries;
  final Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();
  volatile Map<String, TopicId> topicIds = Map.of();
  volatile Optional<Instant> scannedSince = Optional.empty();
  volatile boolean closed;
  private final AtomicLong jobs = new AtomicLong();
  Function<Call, CompletableFuture<Answer>> answers = call -> accepted();
  volatile Function<LedgerEntry, CompletableFuture<Position>> ledger = this::taken;

  FakeConnections(List<LedgerEntry> entries) {
    this.entries = entries;
  }

  FakeConnections() {
    this(new CopyOnWriteArrayList<>());
  }

  CompletableFuture<Answer> accepted() {
    return answer(200, "{\"id\":\"job-" + jobs.incrementAndGet() + "\",\"status\":\"IN_QUEUE\"}");
  }

  static CompletableFuture<Answer> answer(int code, String body) {
    return CompletableFuture.completedFuture(
        new Answer.Response(code, body.getBytes(StandardCharsets.UTF_8), Optional.empty()));
  }

  @Override
  public CompletableFuture<Answer> runpod(EndpointId endpoint, Call call) {
    calls.add(call);
    call.body().ifPresent(body -> bodies.add(new String(body, StandardCharsets.UTF_8)));
    return answers.apply(call);
  }

  @Override
  public CompletableFuture<Position> ledger(LedgerEntry entry) {
    return ledger.apply(entry);
  }

  private CompletableFuture<Position> taken(LedgerEntry entry) {
    entries.add(entry);
    return CompletableFuture.completedFuture(
        new Position(0, entries.size() - 1, appendedAt(entries.size() - 1)));
  }

  static long appendedAt(int index) {
    return 1_700_000_000_000L + index;
  }

  @Override
  public Takeover.Source formerOwners() {
    return new Takeover.Source() {
      @Override
      public Map<TopicPartition, OffsetAndMetadata> committed(Set<TopicPartition> partitions) {
        return committed;
      }

      @Override
      public Map<String, TopicId> topicIds(Set<String> topics) {
        return topicIds;
      }

      @Override
      public void close() {
        // holds nothing
      }

      @Override
      public void scan(Optional<Instant> since, LedgerScan.Listener listener) {
        scannedSince = since;
        for (int i = 0; i < entries.size(); i++) {
          tell(entries.get(i), appendedAt(i), listener);
        }
      }
    };
  }

  private static void tell(LedgerEntry entry, long appendedAt, LedgerScan.Listener listener) {
    listener.passed(appendedAt);
    if (entry instanceof LedgerEntry.Reset reset) {
      listener.reset(0, reset.input());
    } else if (entry instanceof LedgerEntry.OfRequest of) {
      listener.entry(
          new Coordinates(
              KINDS.get(of.getClass()),
              of.connector(),
              of.request().topic(),
              of.request().partition(),
              of.request().offset(),
              of.request().timestamp()),
          0,
          appendedAt);
      if (entry instanceof LedgerEntry.Submitted submitted) {
        listener.taken(submitted.endpoint());
      }
    }
  }

  List<LedgerEntry.Submitted> submitted() {
    return entries.stream()
        .filter(LedgerEntry.Submitted.class::isInstance)
        .map(LedgerEntry.Submitted.class::cast)
        .toList();
  }

  @Override
  public void close() {
    closed = true;
  }
}
