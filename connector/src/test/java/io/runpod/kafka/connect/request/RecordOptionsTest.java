package io.runpod.kafka.connect.request;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.runpod.kafka.connect.job.JobTerms;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What headers, envelopes and settings ask for. */
class RecordOptionsTest {
  private static final Map<String, String> ENVELOPE = Map.of("runpod.request.format", "envelope");

  @Test
  void submitsUnderTheSettingsWhereTheRecordAsksForNothing() {
    Requests requests =
        new Requests(
            Map.of(
                "runpod.policy.execution.timeout.ms", "5000",
                "runpod.policy.ttl.ms", "10000",
                "runpod.policy.low.priority", "true",
                "runpod.queue.timeout.ms", "30000",
                "runpod.run.timeout.ms", "40000",
                "runpod.retries", "2",
                "runpod.stream", "false"));

    JobRequest request = requests.of(Requests.json("{'a':1}"));

    assertThat(new String(request.body(), UTF_8))
        .endsWith("\"policy\":{\"executionTimeout\":5000,\"ttl\":10000,\"lowPriority\":true}}");
    assertThat(request.terms())
        .isEqualTo(
            new JobTerms(
                Optional.of(Duration.ofSeconds(10)),
                Optional.of(Duration.ofSeconds(30)),
                Optional.of(Duration.ofSeconds(40)),
                2,
                Optional.of(false),
                false));
    assertThat(request.mode()).isEmpty();
    assertThat(request.hold()).isEmpty();
  }

  @Test
  void asksForNothingMoreThanThePolicyUnlessTold() {
    assertThat(new Requests(Map.of()).of(Requests.json("{'a':1}")).terms())
        .isEqualTo(
            new JobTerms(
                Optional.of(Duration.ofDays(1)),
                Optional.empty(),
                Optional.empty(),
                0,
                Optional.empty(),
                false));
  }

  @Test
  void takesAllThatHeadersAskFor() {
    SinkRecord record = Requests.json("{'a':1}");
    record
        .headers()
        .addString("runpod.policy.execution.timeout.ms", " 6000 ")
        .addLong("runpod.policy.ttl.ms", 11_000)
        .addBoolean("runpod.policy.low.priority", true)
        .addString("runpod.stream", "TRUE")
        .addInt("runpod.queue.timeout.ms", 1)
        .addBytes("runpod.run.timeout.ms", "2".getBytes(UTF_8))
        .addByte("runpod.retries", (byte) 3)
        .addString("runpod.mode", "RunSync")
        .addString("runpod.wait.ms", "1000");

    JobRequest request = new Requests(Map.of()).of(record);

    assertThat(new String(request.body(), UTF_8))
        .isEqualTo(
            "{\"input\":{\"a\":1},"
                + "\"policy\":{\"executionTimeout\":6000,\"ttl\":11000,\"lowPriority\":true}}");
    assertThat(request.terms())
        .isEqualTo(
            new JobTerms(
                Optional.of(Duration.ofSeconds(11)),
                Optional.of(Duration.ofMillis(1)),
                Optional.of(Duration.ofMillis(2)),
                3,
                Optional.of(true),
                false));
    assertThat(request.mode()).contains(Mode.RUNSYNC);
    assertThat(request.hold()).contains(Duration.ofSeconds(1));
  }

  @Test
  void takesALaterHeaderOfANameAndNoneThatIsNull() {
    SinkRecord record = Requests.json("{'a':1}");
    record.headers().addInt("runpod.retries", 1).addInt("runpod.retries", 2);
    record.headers().add("runpod.queue.timeout.ms", null, null);

    JobTerms terms = new Requests(Map.of("runpod.queue.timeout.ms", "9")).of(record).terms();

    assertThat(terms.autoRetries()).isEqualTo(2);
    assertThat(terms.queueTimeout()).contains(Duration.ofMillis(9));
  }

  /** For every option and every set of sources that name it, the first in the order decides. */
  @Property(tries = 200)
  void headersGoBeforeTheEnvelopeAndThatBeforeTheSettings(
      @ForAll @LongRange(min = 1, max = 3) long header,
      @ForAll @LongRange(min = 4, max = 6) long envelope,
      @ForAll @LongRange(min = 7, max = 9) long setting,
      @ForAll boolean byHeader,
      @ForAll boolean byEnvelope) {
    Map<String, String> props = new HashMap<>(ENVELOPE);
    props.put("runpod.retries", Long.toString(setting));
    SinkRecord record =
        Requests.json("{'input':{'a':1}" + (byEnvelope ? ",'retries':" + envelope : "") + "}");
    if (byHeader) {
      record.headers().addLong("runpod.retries", header);
    }

    assertThat(new Requests(props).of(record).terms().autoRetries())
        .isEqualTo((int) (byHeader ? header : byEnvelope ? envelope : setting));
  }

  @Test
  void aZeroInARecordSwitchesOffWhatASettingHasOn() {
    SinkRecord record = Requests.json("{'a':1}");
    record.headers().addInt("runpod.queue.timeout.ms", 0).addInt("runpod.retries", 0);

    JobTerms terms =
        new Requests(Map.of("runpod.queue.timeout.ms", "9", "runpod.retries", "3"))
            .of(record)
            .terms();

    assertThat(terms.queueTimeout()).isEmpty();
    assertThat(terms.autoRetries()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "runpod.policy.execution.timeout.ms | 4999      | no whole number from 5000 to 604800000",
        "runpod.policy.execution.timeout.ms | 604800001 | no whole number from 5000 to 604800000",
        "runpod.policy.ttl.ms               | 9999      | no whole number from 10000 to 604800000",
        "runpod.policy.ttl.ms               | soon      | no whole number",
        "runpod.policy.ttl.ms               | ''        | no whole number",
        "runpod.policy.low.priority         | yes       | neither true nor false",
        "runpod.stream                      | 1         | neither true nor false",
        "runpod.queue.timeout.ms            | -1        | no whole number from 0",
        "runpod.run.timeout.ms              | 1.5       | no whole number from 0",
        "runpod.retries                     | 11        | no whole number from 0 to 10",
        "runpod.retries                     | 99999999999999999999 | no whole number from 0 to 10",
        "runpod.mode                        | batch     | none of run, runsync, auto",
        "runpod.wait.ms                     | 999       | no whole number from 1000 to 300000",
        "runpod.wait.ms                     | 300001    | no whole number from 1000 to 300000",
      })
  void refusesWhatIsOutOfBoundsAndNamesHeaderOrField(String header, String text, String cure) {
    JobOption option =
        Arrays.stream(JobOption.values())
            .filter(o -> o.key().equals(header))
            .findAny()
            .orElseThrow();
    SinkRecord byHeader = Requests.json("{'a':1}");
    byHeader.headers().addString(header, text);
    assertThat(new Requests(Map.of()).refusal(byHeader))
        .isEqualTo("header " + header + ": '" + text + "' is " + suffix(cure, option));

    String value = text.matches("-?[0-9.]+") ? text : "'" + text + "'";
    String[] path = option.field().split("\\.", -1);
    String asked =
        path.length == 1
            ? "'" + path[0] + "':" + value
            : "'" + path[0] + "':{'" + path[1] + "':" + value + "}";
    assertThat(new Requests(ENVELOPE).refusal(Requests.json("{'input':{'a':1}," + asked + "}")))
        .isEqualTo(
            "envelope field '" + option.field() + "': '" + text + "' is " + suffix(cure, option));
  }

  private static String suffix(String cure, JobOption option) {
    return cure.equals("no whole number") || cure.equals("no whole number from 0")
        ? "no whole number from " + option.least() + " to " + option.most()
        : cure;
  }

  @Test
  void showsNoMoreThanTheBeginningOfAHeaderThatIsWrong() {
    SinkRecord record = Requests.json("{'a':1}");
    record.headers().addString("runpod.retries", "x".repeat(100_000));

    assertThat(new Requests(Map.of()).refusal(record)).hasSizeLessThan(150);
  }

  static Stream<JobOption> options() {
    return Stream.of(JobOption.values());
  }

  @ParameterizedTest
  @MethodSource("options")
  void boundsASettingAsItBoundsHeaderAndEnvelope(JobOption option) {
    var key = RequestConfig.define(new ConfigDef()).configKeys().get(option.key());
    if (key != null && key.validator instanceof ConfigDef.Range) {
      assertThat(key.validator).hasToString("[" + option.least() + ",...," + option.most() + "]");
    } else {
      assertThat(option)
          .isIn(JobOption.LOW_PRIORITY, JobOption.STREAM, JobOption.MODE, JobOption.WAIT);
    }
  }

  @Test
  void refusesAJobThatTheLedgerWouldForget() {
    Map<String, String> props = new HashMap<>(ENVELOPE);
    props.put("runpod.ledger.retention.ms", "86400000");
    SinkRecord record = Requests.json("{'input':{'a':1},'policy':{'ttl':86400001}}");
    assertThat(new Requests(props).refusal(record))
        .isEqualTo(
            "envelope field 'policy.ttl': 86400001 is longer than the ledger remembers a job: at"
                + " most runpod.ledger.retention.ms=86400000");

    SinkRecord byHeader = Requests.json("{'input':{'a':1}}");
    byHeader.headers().addLong("runpod.policy.ttl.ms", 86_400_001);
    assertThat(new Requests(props).refusal(byHeader)).startsWith("header runpod.policy.ttl.ms: ");
    byHeader.headers().addLong("runpod.policy.ttl.ms", 86_400_000);
    assertThat(new Requests(props).of(byHeader).terms().ttl()).contains(Duration.ofDays(1));
  }

  @Test
  void takesALargerBodyWhereRunpodDoes() {
    SinkRecord record =
        Requests.record(Schema.STRING_SCHEMA, "{\"a\":\"" + "x".repeat(11 << 20) + "\"}");
    Requests requests = new Requests(Map.of());
    for (String mode : List.of("run", "auto")) {
      assertThat(requests.refusal(withHeader(record, "runpod.mode", mode))).contains("(10 MiB)");
    }
    assertThat(requests.of(withHeader(record, "runpod.mode", "runsync")).body().length)
        .isGreaterThan(11 << 20);
    SinkRecord larger = Requests.record("{\"a\":\"" + "x".repeat(20 << 20) + "\"}");
    assertThat(requests.refusal(withHeader(larger, "runpod.mode", "runsync"))).contains("(20 MiB)");
  }

  private static SinkRecord withHeader(SinkRecord record, String name, String value) {
    record.headers().addString(name, value);
    return record;
  }
}
