package io.runpod.kafka.connect.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.runpod.kafka.connect.api.Call;
import io.runpod.kafka.connect.job.JobId;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReleasesTest {
  private static final Duration TTL = Duration.ofSeconds(6);
  private final Releases releases = new Releases(Optional.of(TTL));

  @Test
  void waitsForTheSecondCommitAfterTheAcknowledgement() {
    releases.committed(7);
    releases.published(new JobId("a"), 7);

    releases.committed(8);
    assertThat(releases.due()).isFalse();
    releases.committed(9);

    assertThat(releases.due()).isTrue();
    assertThat(releases.next()).isEqualTo(Call.release(new JobId("a"), TTL));
    assertThat(releases.due()).isFalse();
  }

  @Test
  void asksForFewAtOnce() {
    for (int i = 0; i < 10; i++) {
      releases.published(new JobId("job-" + i), 0);
    }
    releases.committed(2);
    int asked = 0;
    while (releases.due()) {
      releases.next();
      asked++;
    }

    assertThat(asked).isEqualTo(4);
    releases.answered();
    assertThat(releases.due()).isTrue();
  }

  @Test
  void dropsWhatIsOverItsBoundAndCountsIt() {
    for (int i = 0; i < 10_003; i++) {
      releases.published(new JobId("job-" + i), 0);
    }

    assertThat(releases.dropped()).isEqualTo(3);
  }

  @Test
  void asksForNothingWhenItIsOff() {
    Releases off = new Releases(Optional.empty());
    off.published(new JobId("a"), 0);
    off.committed(100);

    assertThat(off.due()).isFalse();
  }
}
