package io.runpod.kafka.connect.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.runpod.kafka.connect.job.JobId;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JobIdInBodyTest {
  private static final Optional<JobId> JOB = Optional.of(new JobId("job-u1"));

  @Test
  void findsTheJobOfARecordedCall() throws IOException {
    String recorded = "/io/runpod/kafka/recorded/api/16-webhook-completed.json";
    try (InputStream in = getClass().getResourceAsStream(recorded)) {
      var body = new ObjectMapper().readTree(in).path("request");

      assertThat(find(body.toString())).contains(new JobId(body.path("id").asText()));
    }
  }

  @Test
  void takesTheTopLevelIdOnly() throws IOException {
    assertThat(find("{'input':{'id':'other'},'output':[{'id':'other'}],'id':'job-u1'}"))
        .isEqualTo(JOB);
  }

  @Test
  void readsNoFurtherThanTheId() throws IOException {
    InputStream rest =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("read on");
          }
        };

    assertThat(JobIdInBody.find(new SequenceInputStream(stream("{'id':'job-u1','input':"), rest)))
        .isEqualTo(JOB);
  }

  @Test
  void passesOverWhateverComesBefore() throws IOException {
    String before = "x".repeat(3_000_000);

    assertThat(find("{'error':'" + before + "','n':1e5,'list':[[],{}],'id':'job-u1'}"))
        .isEqualTo(JOB);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "null",
        "[]",
        "['id','job-u1']",
        "'id'",
        "{}",
        "{'ID':'job-u1'}",
        "{'id':7}",
        "{'id':null}",
        "{'id':{'id':'job-u1'}}",
        "{'id':''}",
        "{'id':'two words'}",
        "{'id':'a/../b'}",
        "{'input':{'id':'job-u1'}}",
        "{'id'",
        "{'id':'job-u1",
        "{id:'job-u1'}",
        "{\"a\":\u0000}",
        "<html>id</html>"
      })
  void findsNoJobInAnythingElse(String body) throws IOException {
    assertThat(find(body)).isEmpty();
  }

  @Test
  void anIdLongerThanAnyIsNone() throws IOException {
    assertThat(find("{'id':'" + "x".repeat(129) + "'}")).isEmpty();
    assertThat(find("{'id':'" + "x".repeat(5_000_000) + "'}")).isEmpty();
  }

  @Test
  void endlessNestingIsMalformed() throws IOException {
    assertThat(find("{'a':" + "[".repeat(2_000_000))).isEmpty();
  }

  @Test
  void bytesThatAreNoTextAreMalformed() throws IOException {
    byte[] noText = {'{', '"', (byte) 0xFF, (byte) 0xFE, '"', ':', '1', '}'};
    byte[] utf32 = {0, 0, 0, '{', 0x7F, 0x7F, 0x7F, 0x7F};

    assertThat(JobIdInBody.find(new ByteArrayInputStream(noText))).isEmpty();
    assertThat(JobIdInBody.find(new ByteArrayInputStream(utf32))).isEmpty();
  }

  @Test
  void aBodyThatCannotBeReadIsNotMalformed() {
    InputStream cut =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("connection reset");
          }
        };

    assertThatThrownBy(() -> JobIdInBody.find(cut)).isInstanceOf(IOException.class);
  }

  private static Optional<JobId> find(String body) throws IOException {
    return JobIdInBody.find(stream(body));
  }

  private static InputStream stream(String body) {
    return new ByteArrayInputStream(body.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }
}
