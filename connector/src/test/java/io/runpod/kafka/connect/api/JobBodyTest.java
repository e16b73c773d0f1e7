package io.runpod.kafka.connect.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.runpod.kafka.connect.job.JobAnswer;
import io.runpod.kafka.connect.job.JobStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JobBodyTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1",
        "-12.50",
        "1E400",
        "123456789012345678901234567890",
        "0.1000",
        "true",
        "false",
        "\"plain\"",
        "\"\"",
        "\"with \\\"quotes\\\" and \\\\ and \\u00e9 and \\n\"",
        "\"näïve 日本語 🚀\"",
        "{}",
        "[]",
        "{\"a\":{\"a\":1,\"a\":2},\"b\":[1,[2,{\"c\":null}]]}",
        "[ 1 ,\n\t2 ]",
        "{\"text\":\"} ] \\\" {\"}"
      })
  void takesAnOutputAsRunPodWroteIt(String output) throws Exception {
    for (String body :
        List.of(
            "{\"status\":\"COMPLETED\",\"output\":" + output + "}",
            "{\"output\":" + output + ",\"status\":\"COMPLETED\"}",
            "{ \"output\" :  " + output + " , \"id\":\"ü\", \"status\" : \"COMPLETED\" } ",
            "{\"id\":\"é🚀\",\"status\":\"COMPLETED\",\"output\":" + output + "\n}")) {
      assertThat(parse(body).output()).as(body).contains(output);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"7", "\"tök\\u00e9n\"", "{\"i\":0}", "[1,2]", "-0.5", "true"})
  void takesChunksAsRunPodWroteThem(String output) throws Exception {
    JobAnswer answer =
        parse(
            "{\"status\":\"IN_PROGRESS\",\"stream\":[{\"output\":"
                + output
                + "},{\"metrics\":{\"n\":1},\"output\":"
                + output
                + "}, {\"output\":null},"
                + output.replaceAll("^\\{.*", "\"bare\"")
                + "]}");

    assertThat(answer.chunks()).hasSize(4);
    assertThat(answer.chunks().get(0).output()).contains(output);
    assertThat(answer.chunks().get(0).outputBytes())
        .isEqualTo(output.getBytes(StandardCharsets.UTF_8).length);
    assertThat(answer.chunks().get(1).output()).contains(output);
    assertThat(answer.chunks().get(1).metrics()).contains("{\"n\":1}");
    assertThat(answer.chunks().get(2).output()).isEmpty();
  }

  @Test
  void readsTheDocumentedBareListOfChunks() throws Exception {
    JobAnswer answer = JobBody.parse(Recorded.body("47-stream-plain-list-with-metrics"));

    assertThat(answer.status()).isEqualTo(JobStatus.IN_PROGRESS);
    assertThat(answer.chunks())
        .isNotEmpty()
        .allSatisfy(chunk -> assertThat(chunk.metrics()).isPresent());
  }

  @Test
  void knowsNoOutputWhereRunPodSaysNull() throws Exception {
    assertThat(parse("{\"status\":\"COMPLETED\",\"output\":null}").output()).isEmpty();
    assertThat(parse("{\"status\":\"COMPLETED\"}").output()).isEmpty();
  }

  @Test
  void readsTimesAndCountsAndIgnoresWhatItDoesNotKnow() throws Exception {
    JobAnswer answer =
        parse(
            "{\"status\":\"FAILED\",\"delayTime\":618,\"executionTime\":1437.0,\"retries\":2,"
                + "\"workerId\":\"w\",\"input\":{\"status\":\"no\"},\"new\":[{\"status\":1}]}");

    assertThat(answer.delayTime()).hasValue(618);
    assertThat(answer.executionTime()).hasValue(1437);
    assertThat(answer.retries()).hasValue(2);
    assertThat(answer.workerId()).contains("w");
    assertThat(answer.status()).isEqualTo(JobStatus.FAILED);
  }

  @Test
  void isNotLedAstrayByValuesOfAnotherType() throws Exception {
    JobAnswer answer =
        parse(
            "{\"workerId\":{\"status\":\"FAILED\"},\"delayTime\":{\"status\":\"FAILED\"},"
                + "\"stream\":\"none\",\"retries\":[1],\"status\":\"COMPLETED\",\"output\":1}");

    assertThat(answer.status()).isEqualTo(JobStatus.COMPLETED);
    assertThat(answer.output()).contains("1");
    assertThat(answer.workerId()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "17",
        "<html>502</html>",
        "{}",
        "{\"status\":null}",
        "{\"status\":{\"status\":\"COMPLETED\"}}",
        "{\"status\":\"COMPLETED\"",
        "{\"status\":\"COMPLETED\",\"output\":{\"a\":[1,2",
        "{\"status\":\"COMPLETED\",\"output\":\"cut",
        "{\"status\":\"COMPLETED\",\"output\":12",
        "[{\"output\":1}",
        "{\"stream\":[{\"output\":1}]}"
      })
  void saysWhatItFoundInsteadOfAStatus(String body) {
    assertThatThrownBy(() -> parse(body))
        .isInstanceOf(UnreadableAnswer.class)
        .hasMessageStartingWith("expected ");
  }

  @Test
  void refusesOtherEncodingsThanUtf8() {
    byte[] body = "{\"status\":\"COMPLETED\",\"output\":1}".getBytes(StandardCharsets.UTF_16LE);

    assertThatThrownBy(() -> JobBody.parse(body)).isInstanceOf(UnreadableAnswer.class);
  }

  @Test
  void readsBodiesBehindAByteOrderMark() throws Exception {
    assertThat(parse("\uFEFF{\"status\":\"COMPLETED\",\"output\":[1,2]}").output())
        .contains("[1,2]");
  }

  @Test
  void takesALargeOutputWhole() throws Exception {
    String output = "\"" + "é".repeat(3_000_000) + "\"";

    assertThat(parse("{\"output\":" + output + ",\"status\":\"COMPLETED\"}").output())
        .contains(output);
  }

  @Test
  void takesOutputsThatAreDeepOrHaveLongNumbersAndSaysWhichAreTooDeepToRead() throws Exception {
    for (String output : List.of("[".repeat(9_000) + "]".repeat(9_000), "7".repeat(100_000))) {
      assertThat(parse("{\"output\":" + output + ",\"status\":\"COMPLETED\"}").output())
          .contains(output);
    }
    String tooDeep = "[".repeat(10_001) + "]".repeat(10_001);
    assertThatThrownBy(() -> parse("{\"output\":" + tooDeep + ",\"status\":\"COMPLETED\"}"))
        .isInstanceOf(UnreadableAnswer.class);
  }

  @ParameterizedTest
  @MethodSource("recordedJobs")
  void readsEveryRecordedAnswer(String name) throws Exception {
    JobAnswer answer = JobBody.parse(Recorded.body(name));

    var response = Recorded.exchange(name).path("response");
    if (response.has("status")) {
      assertThat(answer.status()).isEqualTo(JobStatus.of(response.path("status").asText()));
    }
    if (response.hasNonNull("output")) {
      assertThat(answer.output()).contains(response.get("output").toString());
    }
    if (response.has("stream")) {
      assertThat(answer.chunks()).hasSize(response.get("stream").size());
    }
    assertThat(answer.error().isPresent()).isEqualTo(response.hasNonNull("error"));
  }

  static List<String> recordedJobs() throws IOException {
    return Recorded.names().stream()
        .filter(name -> name.matches("(2|3|4)\\d-(status|stream).*"))
        .filter(name -> !name.contains("not-found"))
        .toList();
  }

  private static JobAnswer parse(String body) throws UnreadableAnswer {
    return JobBody.parse(body.getBytes(StandardCharsets.UTF_8));
  }
}
