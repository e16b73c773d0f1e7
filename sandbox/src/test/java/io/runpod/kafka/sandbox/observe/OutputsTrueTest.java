package io.runpod.kafka.sandbox.observe;

import static io.runpod.kafka.sandbox.observe.Broken.breaksAboutJob;
import static io.runpod.kafka.sandbox.observe.Broken.keeps;

import io.runpod.kafka.schema.JobError;
import org.junit.jupiter.api.Test;

class OutputsTrueTest {
  private final Tale tale = Tale.right();
  private final OutputsTrue isTrue = new OutputsTrue();

  @Test
  void isKeptByWhatTheHandlersReturned() {
    keeps(isTrue, tale);
  }

  @Test
  void isBrokenByAnotherOutput() {
    tale.result(Tale.STREAMED, 1).setOutput(Tale.output(1).toString());

    breaksAboutJob(isTrue, tale, "published another output than it had", Tale.STREAMED);
  }

  @Test
  void isBrokenByAnOutputThatIsMissingWithoutAReason() {
    tale.result(Tale.STREAMED, 1).setOutput(null);

    breaksAboutJob(isTrue, tale, "published another output than it had", Tale.STREAMED);
  }

  @Test
  void isKeptByAnOutputLeftOutForAReason() {
    tale.result(Tale.STREAMED, 1).setOutput(null);
    tale.result(Tale.STREAMED, 1)
        .setError(
            JobError.newBuilder().setKind("OUTPUT_TOO_LARGE").setMessage("too large").build());

    keeps(isTrue, tale);
  }
}
