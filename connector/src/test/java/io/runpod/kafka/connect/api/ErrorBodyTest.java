package io.runpod.kafka.connect.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.runpod.kafka.connect.job.JobError;
import io.runpod.kafka.connect.job.JobError.Detail;
import io.runpod.kafka.connect.job.JobError.Kind;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ErrorBodyTest {

  @Test
  void readsAHandlersExceptionOutOfTheStringItComesIn() throws Exception {
    JobError error =
        JobBody.parse(Recorded.body("28-status-failed-by-handler")).error().orElseThrow();

    assertThat(error.kind()).isEqualTo(Kind.HANDLER);
    assertThat(error.message()).isEqualTo("kaboom");
    assertThat(error.details())
        .containsEntry(Detail.TYPE, "<class 'ValueError'>")
        .containsEntry(Detail.WORKER_ID, "hc3x2vkf9q7m1t")
        .containsKeys(Detail.TRACEBACK, Detail.HOSTNAME, Detail.RUNPOD_VERSION);
  }

  @Test
  void blamesRunPodWhenRunPodGaveTheJobUp() throws Exception {
    assertThat(error("\"job timed out after 1 retries\"").kind()).isEqualTo(Kind.INFRASTRUCTURE);
    assertThat(JobBody.parse(Recorded.body("30-status-failed-by-platform")).error().orElseThrow())
        .extracting(JobError::kind)
        .isEqualTo(Kind.INFRASTRUCTURE);
  }

  @Test
  void blamesTheHandlerWhenItOnlyQuotesThoseWords() throws Exception {
    assertThat(error("\"{\\\"error_message\\\":\\\"my job timed out after 3 retries\\\"}\"").kind())
        .isEqualTo(Kind.HANDLER);
  }

  @Test
  void keepsAMessageThatOnlyLooksLikeADocument() throws Exception {
    assertThat(error("\"{oops\"").message()).isEqualTo("{oops");
    assertThat(error("\"{} is not an input\"").message()).isEqualTo("{} is not an input");
  }

  @Test
  void showsErrorsOfAnyOtherForm() throws Exception {
    assertThat(error("{\"code\":7}").message()).isEqualTo("{\"code\":7}");
    assertThat(error("[1,2]").message()).isEqualTo("[1,2]");
    assertThat(error("17").message()).isEqualTo("17");
    assertThat(error("\"plain words\"").message()).isEqualTo("plain words");
  }

  @Test
  void showsErrorsHoweverDeeplyNested() throws Exception {
    String deep = "{\"code\":" + "[".repeat(3_000) + "]".repeat(3_000) + "}";

    assertThat(error(deep).message()).isEqualTo(deep);
    assertThat(error('"' + deep.replace("\"", "\\\"") + '"').message()).isEqualTo(deep);
  }

  @Test
  void isAbsentWhereThereIsNone() throws Exception {
    assertThat(ErrorBody.of(Optional.empty())).isEmpty();
  }

  private static JobError error(String json) throws Exception {
    return ErrorBody.of(Optional.of(json)).orElseThrow();
  }
}
