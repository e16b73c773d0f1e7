package io.runpod.kafka.sandbox.mix;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.runpod.kafka.sandbox.Sandbox;
import io.runpod.kafka.sandbox.client.TopicReader;
import io.runpod.kafka.sandbox.observe.Consumed;
import io.runpod.kafka.sandbox.observe.Coordinates;
import io.runpod.kafka.sandbox.observe.DeadLetter;
import io.runpod.kafka.sandbox.observe.Produced;
import io.runpod.kafka.sandbox.observe.SentRecord;
import io.runpod.kafka.sandbox.observe.Story;
import io.runpod.kafka.sandbox.observe.Truth;
import io.runpod.kafka.schema.EndpointHealth;
import io.runpod.kafka.schema.JobResult;
import io.runpod.kafka.schema.JobStatus;
import io.runpod.kafka.schema.StreamChunk;
import io.runpod.kafka.simulator.JobTruth;
import io.runpod.kafka.simulator.Operation;
import io.runpod.kafka.simulator.SimulatedEndpoint;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What the acts of a mixed run can do, and what they can see. Owned by one thread. */
public final class Stage implements AutoCloseable {
  static final String JOBS = "runpod.jobs";
  static final String ENVELOPES = "runpod.envelopes";
  static final String COMMANDS = "runpod.commands";

  /** Of those that the source writes. */
  static final String CARE = "runpod.care";

  /** What the reason of a dead letter says whose writer has not read the one in the ledger. */
  private static final String LEFT_TO_LEDGER = "the ledger has the reason";

  private static final int OK = 200;

  /** A command that was sent, and what it names. */
  record SentCommand(Coordinates at, String word, String job, String endpoint) {
    private static SentCommand of(Coordinates at, String json) {
      try {
        JsonNode value = new ObjectMapper().readTree(json);
        return new SentCommand(
            at,
            value.path("command").asText(),
            value.path("jobId").asText(),
            value.path("endpointId").asText());
      } catch (IOException e) {
        throw new IllegalArgumentException("not a command: " + json, e);
      }
    }
  }

  private final Sandbox sandbox;
  private final SimulatedEndpoint[] endpoints;
  private final Consumed consumed;
  private final TopicReader<byte[]> refusedJobs;
  private final TopicReader<byte[]> refusedCommands;
  private final Produced produced = new Produced();
  private final Map<Coordinates, Told> told = new HashMap<>();
  private final Map<String, Told> toldByJob = new HashMap<>();
  private int number;
  private int statusesSeen;
  private int resultsSeen;
  private int chunksSeen;
  private List<DeadLetter> commandLetters = List.of();
  private Map<Coordinates, DeadLetter> jobLetters = Map.of();
  private final List<SentCommand> commands = new ArrayList<>();

  Stage(Sandbox sandbox, SimulatedEndpoint... endpoints) {
    this.sandbox = sandbox;
    this.endpoints = endpoints.clone();
    this.consumed = new Consumed(sandbox.topics());
    this.refusedJobs = sandbox.topics().reader("runpod.jobs.dlq", new ByteArrayDeserializer());
    this.refusedCommands =
        sandbox.topics().reader("runpod.commands.dlq", new ByteArrayDeserializer());
  }

  /** A record whose job's handler does what the script says. */
  static IntFunction<ProducerRecord<String, ?>> scripted(String script) {
    return n ->
        new ProducerRecord<>(JOBS, "key-" + n, "{\"n\":%d,\"simulate\":%s}".formatted(n, script));
  }

  /** The same with headers. */
  static IntFunction<ProducerRecord<String, ?>> scripted(
      String script, Map<String, String> headers) {
    return n -> {
      ProducerRecord<String, ?> rec = scripted(script).apply(n);
      headers.forEach(
          (name, text) -> rec.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
      return rec;
    };
  }

  /**
   * A record with an envelope.
   *
   * @param fields those beside the input, as JSON
   */
  static IntFunction<ProducerRecord<String, ?>> enveloped(String script, String fields) {
    return n ->
        new ProducerRecord<>(
            ENVELOPES,
            "key-" + n,
            "{\"input\":{\"n\":%d,\"simulate\":%s},%s}".formatted(n, script, fields));
  }

  /** Sends a job's record, made from its number, which has to be {@code n} in the job's input. */
  SentRecord send(SentRecord.Fate meant, IntFunction<ProducerRecord<String, ?>> record) {
    int own = number++;
    RecordMetadata at = sandbox.topics().sendNow(record.apply(own));
    SentRecord sent =
        new SentRecord(own, new Coordinates(at.topic(), at.partition(), at.offset()), meant);
    produced.add(sent);
    return sent;
  }

  /** Sends a command's record. */
  Coordinates command(String key, String value) {
    RecordMetadata sent = sandbox.topics().sendNow(new ProducerRecord<>(COMMANDS, key, value));
    Coordinates at = new Coordinates(sent.topic(), sent.partition(), sent.offset());
    commands.add(SentCommand.of(at, value));
    return at;
  }

  /** Reads what is new. */
  void look() {
    List<JobStatus> statuses = consumed.statuses();
    for (; statusesSeen < statuses.size(); statusesSeen++) {
      JobStatus status = statuses.get(statusesSeen);
      Told one = of(Coordinates.of(status.getRequest()));
      one.add(status);
      toldByJob.put(status.getJobId(), one);
    }
    List<JobResult> results = consumed.results();
    for (; resultsSeen < results.size(); resultsSeen++) {
      JobResult result = results.get(resultsSeen);
      of(Coordinates.of(result.getRequest())).add(result);
    }
    List<StreamChunk> chunks = consumed.chunks();
    // a chunk does not name its record; the status that does was there before
    for (; chunksSeen < chunks.size() && isKnown(chunks.get(chunksSeen)); chunksSeen++) {
      toldByJob.get(chunks.get(chunksSeen).getJobId()).add(chunks.get(chunksSeen));
    }
    commandLetters = refusedCommands.toEnd().stream().map(DeadLetter::of).toList();
    Map<Coordinates, DeadLetter> letters = new HashMap<>();
    refusedJobs.toEnd().stream().map(DeadLetter::of).forEach(one -> letters.put(one.at(), one));
    jobLetters = letters;
  }

  /** Results told so far. */
  int results() {
    return resultsSeen;
  }

  private boolean isKnown(StreamChunk chunk) {
    return toldByJob.containsKey(chunk.getJobId());
  }

  private Told of(Coordinates record) {
    return told.computeIfAbsent(record, first -> new Told());
  }

  Told told(SentRecord sent) {
    return of(sent.at());
  }

  /** Why a command was refused. */
  Optional<String> refusal(Coordinates command) {
    return commandLetters.stream()
        .filter(letter -> letter.at().equals(command))
        .map(DeadLetter::reason)
        .findFirst();
  }

  /** Why a job's record was refused. */
  Optional<String> refusal(SentRecord sent) {
    return Optional.ofNullable(jobLetters.get(sent.at())).map(DeadLetter::reason);
  }

  /** True if the record is dead-lettered as in doubt: it is not sent again. */
  boolean isParked(SentRecord sent) {
    return refusal(sent).filter(reason -> reason.startsWith("in doubt")).isPresent();
  }

  /** The commands with that word sent so far. */
  List<SentCommand> commands(String word) {
    return commands.stream().filter(command -> command.word().equals(word)).toList();
  }

  /** Jobs whose retry is in doubt, as its dead letter says. */
  Set<String> retriesInDoubt() {
    return retriesInDoubt(Map.of());
  }

  /**
   * Jobs whose retry is in doubt. A dead letter that was written by another than its ledger entry
   * leaves the reason to the ledger.
   *
   * @param inLedger why retries were refused
   */
  Set<String> retriesInDoubt(Map<Coordinates, String> inLedger) {
    return commands("RETRY").stream()
        .filter(
            one ->
                refusal(one.at())
                    .map(why -> why.contains(LEFT_TO_LEDGER) ? inLedger.get(one.at()) : why)
                    .filter(why -> why.startsWith("in doubt"))
                    .isPresent())
        .map(SentCommand::job)
        .collect(Collectors.toSet());
  }

  /** How many purges were refused so far. */
  int refusedPurges() {
    return (int)
        commands("PURGE_QUEUE").stream().filter(one -> refusal(one.at()).isPresent()).count();
  }

  /** How many records of jobs were sent so far. */
  int sent() {
    return number;
  }

  /** True if there is a result of one of the records from that number on. */
  boolean hasResultSince(int first) {
    return produced.records().stream()
        .filter(sent -> sent.number() >= first)
        .anyMatch(sent -> told(sent).result(1).isPresent());
  }

  /** The records of jobs sent so far that nothing final has been told of. */
  List<SentRecord> open() {
    return produced.records().stream()
        .filter(sent -> sent.meant() == SentRecord.Fate.JOB)
        .filter(sent -> told(sent).result(1).isEmpty() && refusal(sent).isEmpty())
        .toList();
  }

  /** The record a job came from. */
  Optional<SentRecord> recordOf(JobTruth job) {
    return produced.record(Truth.number(job.input()));
  }

  /** Numbers of the records RunPod has accepted so far. */
  Set<Integer> accepted() {
    return Stream.of(endpoints)
        .flatMap(endpoint -> endpoint.jobs().stream())
        .map(job -> Truth.number(job.input()))
        .collect(Collectors.toSet());
  }

  /** True if the job's result is there for a consumer to see now. */
  boolean hasResult(String job) {
    return consumed.results().stream().anyMatch(result -> result.getJobId().equals(job));
  }

  /** True if RunPod was asked to do that to the job. */
  boolean asked(Operation operation, String job) {
    return Stream.of(endpoints)
        .flatMap(endpoint -> endpoint.arrivals().stream())
        .anyMatch(arrival -> arrival.operation() == operation && arrival.job().equals(job));
  }

  /** True if RunPod called about the job, and was answered. */
  boolean wasCalledBack(String job) {
    return Stream.of(endpoints)
        .flatMap(endpoint -> endpoint.job(job).stream())
        .anyMatch(truth -> truth.webhookAnswers().contains(OK));
  }

  /** How many jobs each purge removed, as it was told. */
  List<Long> purges() {
    return consumed.health().stream()
        .map(EndpointHealth::getRemoved)
        .filter(Objects::nonNull)
        .toList();
  }

  /** What was read of the endpoints so far. */
  List<EndpointHealth> readings() {
    return consumed.health().stream().filter(one -> one.getJobs() != null).toList();
  }

  /** The story so far. */
  Story story() {
    List<DeadLetter> letters = refusedJobs.toEnd().stream().map(DeadLetter::of).toList();
    return new Story(produced, Truth.of(endpoints), consumed.outputs(), letters);
  }

  @Override
  public void close() {
    consumed.close();
    refusedJobs.close();
    refusedCommands.close();
  }
}
