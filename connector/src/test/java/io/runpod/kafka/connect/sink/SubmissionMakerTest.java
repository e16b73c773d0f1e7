package io.runpod.kafka.connect.sink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.runpod.kafka.connect.job.EndpointId;
import io.runpod.kafka.connect.job.RequestRef;
import io.runpod.kafka.connect.request.Mode;
import java.time.Duration;
import java.util.AbstractMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;

class SubmissionMakerTest {

  @Test
  void keepsTheOriginalCoordinatesWhateverSmtsDidToTheRecord() {
    SinkRecord original =
        new SinkRecord(
            "jobs", 3, null, "k", null, "{\"a\":1}", 42, 1_000L, TimestampType.CREATE_TIME);
    SinkRecord routed = original.newRecord("other", 9, null, "k", null, "{\"a\":1}", 1_000L);

    assertThat(maker(Map.of()).make(routed, 1).submission().request())
        .isEqualTo(new RequestRef("jobs", 3, 42, 1_000, Optional.of("k")));
  }

  @Test
  void writesKeysOfEveryKindAsText() {
    Schema schema = SchemaBuilder.struct().field("id", Schema.INT32_SCHEMA).build();

    assertThat(key(null, null)).isEmpty();
    assertThat(key(null, "text")).contains("text");
    assertThat(key(null, "é".getBytes(UTF_8))).contains("é");
    assertThat(key(null, new byte[] {(byte) 0xFF, 0})).contains("/wA=");
    assertThat(key(Schema.INT64_SCHEMA, 7L)).contains("7");
    assertThat(key(schema, new Struct(schema).put("id", 1))).contains("{\"id\":1}");
  }

  @Test
  void cutsLongKeysButNotThroughACharacter() {
    assertThat(key(null, "x".repeat(5_000)).orElseThrow()).hasSize(1_024);
    assertThat(key(null, "x".repeat(1_023) + "🚀🚀").orElseThrow()).hasSize(1_023);
  }

  @Test
  void carriesTheHeadersThatAreAskedFor() {
    SinkRecord record = record("k", "{\"a\":1}");
    record.headers().addString("trace", "t1").addLong("n", 5).addString("other", "x");

    assertThat(
            maker(Map.of("runpod.headers.forward", "trace,n,absent"))
                .make(record, 1)
                .submission()
                .headers())
        .containsExactly(Map.entry("trace", "t1"), Map.entry("n", "5"));
  }

  @Test
  void refusesHeadersThatAreTooLargeToRideOnEveryRecord() {
    // a name of 3 bytes, and characters of 2
    assertThat(refused("é".repeat(8_190), Map.of())).isEmpty();
    assertThat(refused("é".repeat(8_191), Map.of()))
        .contains(
            "runpod.headers.forward: the headers to forward have 16385 bytes, at most 16384 travel"
                + " with a job");
  }

  @Test
  void refusesBeforeTheSubmitWhatTheLedgerCouldNotTakeAfterIt() {
    String large = "x".repeat(13_000);
    assertThat(refused(large, Map.of("runpod.ledger.kafka.producer.max.request.size", "16384")))
        .hasValueSatisfying(reason -> assertThat(reason).contains("ledger").contains("12288"));
    assertThat(refused(large, Map.of())).isEmpty();
  }

  private static Optional<String> refused(String header, Map<String, String> extra) {
    SinkRecord record = record("k", "{\"a\":1}");
    record.headers().addString("big", header);
    Map<String, String> props = new HashMap<>(extra);
    props.put("runpod.headers.forward", "big");
    return maker(props).make(record, 1).refused();
  }

  @Test
  void carriesWhatTheRecordAsksFor() {
    SinkRecord record = record("k", "{\"a\":1}");
    record.headers().addString("runpod.mode", "runsync").addLong("runpod.wait.ms", 2_000);
    record.headers().addBoolean("runpod.stream", true);

    Submission submission = maker(Map.of()).make(record, 1).submission();

    assertThat(submission.endpoint()).isEqualTo(new EndpointId("e1"));
    assertThat(submission.mode()).contains(Mode.RUNSYNC);
    assertThat(submission.hold()).contains(Duration.ofSeconds(2));
    assertThat(submission.terms().streamed()).contains(true);
  }

  @Test
  void takesByRunsyncWhatIsTooLargeForRun() {
    SinkRecord record = record("k", "{\"a\":\"" + "x".repeat(11 << 20) + "\"}");

    assertThat(maker(Map.of("runpod.submit.mode", "runsync")).make(record, 1).refused()).isEmpty();
    for (String mode : List.of("run", "auto")) {
      assertThat(maker(Map.of("runpod.submit.mode", mode)).make(record, 1).refused())
          .hasValueSatisfying(why -> assertThat(why).contains("10 MiB"));
    }
  }

  @Test
  void refusesWithoutLosingTheRecord() {
    SinkRecord record = record("k", "{\"a\":1}");
    record.headers().addString("runpod.retries", "many");

    SubmissionMaker.Made made = maker(Map.of()).make(record, 1);

    assertThat(made.refused())
        .hasValueSatisfying(why -> assertThat(why).contains("runpod.retries"));
    assertThat(made.submission().source()).isSameAs(record);
    assertThat(made.submission().body()).isEmpty();
  }

  @Test
  void aRecordThatBreaksTheReadingIsRefusedAndKeepsNoOtherBack() {
    Map<String, Object> broken =
        new AbstractMap<>() {
          @Override
          public Set<Entry<String, Object>> entrySet() {
            throw new IllegalStateException("hush");
          }
        };
    for (SinkRecord record : List.of(record("k", broken), record(broken, "{\"a\":1}"))) {
      SubmissionMaker.Made made = maker(Map.of()).make(record, 1);

      assertThat(made.refused())
          .contains(
              "a defect of this connector keeps it from being read, the task's log has more:"
                  + " java.lang.IllegalStateException");
      assertThat(made.submission().source()).isSameAs(record);
      assertThat(made.submission().request().offset()).isEqualTo(1);
    }
  }

  @Test
  void refusesAHeaderOfOursThatIsMisspelt() {
    SinkRecord record = record("k", "{\"a\":1}");
    record.headers().addString("runpod.opration", "PURGE_QUEUE");

    assertThat(maker(Map.of()).make(record, 1).refused())
        .hasValueSatisfying(
            why -> assertThat(why).contains("'runpod.opration'").contains("runpod.operation"));
  }

  @Test
  void letsHeadersOfOthersOfOutputsAndThoseToForwardPass() {
    SinkRecord record = record("k", "{\"a\":1}");
    record.headers().addString("trace", "1").addString("runpod.event.id", "result/a/1");
    record.headers().addString("runpod.tenant", "acme");

    assertThat(maker(Map.of("runpod.headers.forward", "runpod.tenant")).make(record, 1).refused())
        .isEmpty();
  }

  @Test
  void commandsOnlyEndpointsThatAreServed() {
    SinkRecord record = record("job-1", null);
    record.headers().addString("runpod.operation", "CANCEL").addString("runpod.endpoint", "e9");
    assertThat(maker(Map.of()).make(record, 1).refused())
        .contains("header runpod.endpoint: this connector does not serve endpoint 'e9', but e1");
  }

  @Test
  void makesLanesByOrdering() {
    assertThat(lane("none", "a", 1)).isEmpty();
    assertThat(lane("key", "a", 1)).isPresent().isEqualTo(lane("key", "a", 1));
    assertThat(lane("key", "a", 1)).isNotEqualTo(lane("key", "b", 1));
    assertThat(lane("key", "a", 1)).isNotEqualTo(lane("key", "a", 2));
    assertThat(lane("key", null, 1)).isEmpty();
    assertThat(lane("partition", "a", 1)).isPresent().isEqualTo(lane("partition", null, 1));
  }

  @Test
  void tellsLongKeysApartThoughTheirTextIsCut() {
    String same = "x".repeat(2_000);
    assertThat(lane("key", same + "a", 1)).isNotEqualTo(lane("key", same + "b", 1));
  }

  private static Optional<Object> lane(String ordering, Object key, long assignment) {
    return maker(Map.of("runpod.submit.ordering", ordering))
        .make(record(key, "{\"a\":1}"), assignment)
        .submission()
        .lane();
  }

  private static Optional<String> key(Schema schema, Object key) {
    return maker(Map.of())
        .make(new SinkRecord("jobs", 0, schema, key, null, "{\"a\":1}", 1), 1)
        .submission()
        .request()
        .key();
  }

  private static SinkRecord record(Object key, Object value) {
    return new SinkRecord("jobs", 0, null, key, null, value, 1);
  }

  private static SubmissionMaker maker(Map<String, String> extra) {
    SinkSettings settings = EngineHarness.settings(extra);
    return new SubmissionMaker(
        Map.of(settings.endpoint().endpointId(), settings), Optional.empty());
  }
}
