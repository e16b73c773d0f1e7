package io.runpod.kafka.connect.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.runpod.kafka.connect.job.EndpointId;
import io.runpod.kafka.connect.job.JobAnswer.Chunk;
import io.runpod.kafka.connect.job.JobId;
import io.runpod.kafka.connect.job.JobTerms;
import io.runpod.kafka.connect.job.RequestRef;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LedgerCodecTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Instant AT = Instant.ofEpochMilli(1_763_900_000_123L);
  private static final RequestRef REQUEST =
      new RequestRef("jobs", 3, 42L << 33, 1_763_899_999_000L, Optional.of("ké\"y"));
  private static final JobId JOB = new JobId("j-1");
  private static final EndpointId ENDPOINT = new EndpointId("e1");
  private static final LedgerEntry.Submitted SUBMITTED =
      new LedgerEntry.Submitted(
          new JobId("j-1"),
          new EndpointId("e1"),
          "sink",
          REQUEST,
          AT,
          Map.of("trace", "t\n1", "empty", ""),
          new JobTerms(
              Optional.of(Duration.ofHours(3)),
              Optional.of(Duration.ofSeconds(20)),
              Optional.of(Duration.ofMillis(1)),
              2,
              Optional.of(false),
              true));

  static List<LedgerEntry> entries() {
    return List.of(
        SUBMITTED,
        new LedgerEntry.Submitted(
            new JobId("j-2"),
            new EndpointId("e1"),
            "sink",
            new RequestRef("jobs", 0, 0, RequestRef.NO_TIMESTAMP, Optional.empty()),
            AT,
            Map.of(),
            JobTerms.NONE),
        new LedgerEntry.Finished(SUBMITTED, Optional.of("{\"output\" : 1.50,\"output\":\"é\\n\"}")),
        new LedgerEntry.Finished(SUBMITTED, Optional.empty()),
        new LedgerEntry.Carried(SUBMITTED, 77, SUBMITTED.submittedAt().plusSeconds(9)),
        new LedgerEntry.Intent("sink", REQUEST, AT),
        new LedgerEntry.Refused("sink", REQUEST, AT),
        new LedgerEntry.Reset("sink", Optional.empty(), AT),
        new LedgerEntry.Reset("sink", Optional.of(new TopicPartition("jobs", 2)), AT),
        new LedgerEntry.Nudge(new JobId("j-1")),
        new CommandEntry.Cancelled(JOB, ENDPOINT, "commands", REQUEST, AT),
        new CommandEntry.Retrying(JOB, ENDPOINT, "commands", REQUEST, AT),
        new CommandEntry.Retried(
            JOB, ENDPOINT, "commands", REQUEST, AT, Optional.of("{\"status\":\"FAILED\"}")),
        new CommandEntry.Retried(JOB, ENDPOINT, "commands", REQUEST, AT, Optional.empty()),
        new CommandEntry.RetryRefused(JOB, ENDPOINT, "commands", REQUEST, AT, "HTTP 400: no"),
        new CommandEntry.Purged(ENDPOINT, "commands", REQUEST, AT, 17),
        new HandoverEntry.ReaderTook(17, Set.of(ENDPOINT, new EndpointId("e2"))),
        new HandoverEntry.ReaderLeft(
            17, Set.of(ENDPOINT), List.of(new JobId("j-1"), new JobId("j-2"))),
        new HandoverEntry.ReaderHandedOver(
            17,
            new JobId("j-1"),
            2,
            5,
            true,
            Optional.of(2),
            List.of(
                new Chunk(Optional.of("{\"a\" : 1.50}"), Optional.of("[1]"), 12),
                new Chunk(Optional.empty(), Optional.empty(), 0))),
        new HandoverEntry.ReaderHandedOver(
            17, new JobId("j-1"), 1, 0, false, Optional.empty(), List.of()));
  }

  @ParameterizedTest
  @MethodSource("entries")
  void readsBackWhatItWrote(LedgerEntry entry) throws IOException {
    assertThat(LedgerCodec.decode(LedgerCodec.encode(entry))).contains(entry);
  }

  @ParameterizedTest
  @MethodSource("entries")
  void ignoresWhatANewerWriterAdds(LedgerEntry entry) throws IOException {
    ObjectNode json = (ObjectNode) MAPPER.readTree(LedgerCodec.encode(entry));
    json.put("version", 99).put("new", "field").putObject("nested").put("also", true);
    if (json.get("request") instanceof ObjectNode request) {
      request.put("new", 1);
    }
    assertThat(LedgerCodec.decode(MAPPER.writeValueAsBytes(json))).contains(entry);
  }

  @ParameterizedTest
  @MethodSource("entries")
  void namesVersionAndKindInEveryValue(LedgerEntry entry) throws IOException {
    JsonNode json = MAPPER.readTree(LedgerCodec.encode(entry));
    assertThat(json.path("version").asInt()).isEqualTo(LedgerCodec.VERSION);
    assertThat(json.path("kind").asText()).isEqualTo(LedgerCodec.kind(entry)).isNotEmpty();
  }

  @Test
  void readsTheMarksOfVersionsThatNamedNoEndpoints() throws IOException {
    String took = "{\"version\":1,\"kind\":\"handover\",\"epoch\":17,\"reader\":\"took\"}";
    String left = took.replace("\"took\"", "\"left\",\"cutReads\":[\"j-1\"]");

    assertThat(LedgerCodec.decode(took.getBytes(UTF_8)))
        .contains(new HandoverEntry.ReaderTook(17, Set.of()));
    assertThat(LedgerCodec.decode(left.getBytes(UTF_8)))
        .contains(new HandoverEntry.ReaderLeft(17, Set.of(), List.of(JOB)));
  }

  @Test
  void roundTripsEveryKindThereIs() {
    List<Class<?>> kinds = new ArrayList<>();
    collect(LedgerEntry.class, kinds);
    assertThat(entries().stream().<Class<?>>map(LedgerEntry::getClass)).containsAll(kinds);
  }

  private static void collect(Class<?> type, List<Class<?>> kinds) {
    if (Modifier.isFinal(type.getModifiers())) {
      kinds.add(type);
      return;
    }
    for (Class<?> permitted : type.getPermittedSubclasses()) {
      collect(permitted, kinds);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"kind\":\"learnt-later\"}",
        "{\"kind\":\"handover\",\"reader\":\"slept\"}",
        "[]",
        "5"
      })
  void knowsNothingOfOtherKinds(String value) throws IOException {
    assertThat(LedgerCodec.decode(value.getBytes(UTF_8))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"oops", "{\"kind\":\"submitted\"}", "{\"kind\":\"nudge\""})
  void refusesWhatCannotBeAnEntry(String value) {
    assertThatThrownBy(() -> LedgerCodec.decode(value.getBytes(UTF_8)))
        .isInstanceOfAny(IOException.class, IllegalArgumentException.class);
  }

  @Test
  void keepsAnIntentAndItsOutcomeInOnePartition() {
    assertThat(new LedgerEntry.Intent("sink", REQUEST, AT).key())
        .isEqualTo(new LedgerEntry.Refused("sink", REQUEST, AT).key())
        .isEqualTo("jobs-3-" + (42L << 33));
  }
}
