package io.runpod.kafka.connect.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class ModeChoiceTest {
  private static final Duration WAIT = Duration.ofSeconds(5);

  @Example
  void beginsWithAFewProbesAndAsksForTheRestOtherwiseUntilOneAnswers() {
    ModeChoice choice = new ModeChoice();

    List<Boolean> chosen = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      chosen.add(begin(choice));
    }

    assertThat(chosen.subList(0, ModeChoice.PROBES)).containsOnly(true);
    assertThat(chosen.subList(ModeChoice.PROBES, 100)).containsOnly(false);
  }

  @Example
  void aProbeThatTaughtNothingIsMadeAgain() {
    ModeChoice choice = new ModeChoice();
    for (int i = 0; i < ModeChoice.PROBES; i++) {
      begin(choice);
    }
    assertThat(choice.sync(WAIT)).isFalse();

    choice.ended();

    assertThat(choice.sync(WAIT)).isTrue();
  }

  @Property
  void staysSynchronousWhereEveryJobIsOverInTime(
      @ForAll @Size(min = 20, max = 100) List<@IntRange(min = 0, max = 5_000) Integer> millis) {
    ModeChoice choice = new ModeChoice();
    for (int took : millis) {
      assertThat(job(choice, Duration.ofMillis(took), WAIT)).isTrue();
    }
  }

  @Property
  void probesNowAndThenWhereNoJobIsOverInTime(@ForAll @IntRange(min = 100, max = 1_000) int jobs) {
    ModeChoice choice = new ModeChoice();
    int sync = 0;
    int longestPause = 0;
    int pause = 0;
    for (int i = 0; i < jobs; i++) {
      boolean asked = job(choice, Duration.ofSeconds(60), WAIT);
      sync += asked ? 1 : 0;
      pause = asked ? 0 : pause + 1;
      longestPause = Math.max(longestPause, pause);
    }
    assertThat(sync).isLessThanOrEqualTo(ModeChoice.PROBES + jobs / ModeChoice.PROBE_EVERY);
    assertThat(longestPause).isEqualTo(ModeChoice.PROBE_EVERY - 1);
  }

  @Property
  void noticesThatJobsHaveBecomeShortOrLong(
      @ForAll @IntRange(min = 1, max = 200) int before, @ForAll boolean shortFirst) {
    ModeChoice choice = new ModeChoice();
    Duration first = Duration.ofSeconds(shortFirst ? 1 : 60);
    Duration then = Duration.ofSeconds(shortFirst ? 60 : 1);
    for (int i = 0; i < before; i++) {
      job(choice, first, WAIT);
    }
    for (int i = 0; i < ModeChoice.MEMORY * ModeChoice.PROBE_EVERY; i++) {
      job(choice, then, WAIT);
    }
    int sync = 0;
    for (int i = 0; i < ModeChoice.PROBE_EVERY; i++) {
      sync += job(choice, then, WAIT) ? 1 : 0;
    }
    assertThat(sync).isEqualTo(shortFirst ? 1 : ModeChoice.PROBE_EVERY);
  }

  @Example
  void measuresAJobByItsOwnWait() {
    ModeChoice choice = new ModeChoice();
    for (int i = 0; i < ModeChoice.MEMORY; i++) {
      job(choice, Duration.ofSeconds(3), WAIT);
    }
    assertThat(choice.sync(Duration.ofSeconds(3))).isTrue();
    assertThat(choice.sync(Duration.ofSeconds(2))).isFalse();
  }

  @Example
  void oneLongJobAmongShortOnesChangesNothingThreeDo() {
    ModeChoice choice = new ModeChoice();
    for (int i = 0; i < ModeChoice.MEMORY; i++) {
      job(choice, Duration.ofSeconds(1), WAIT);
    }
    choice.ranOut();
    choice.ranOut();
    assertThat(choice.sync(WAIT)).isTrue();
    choice.ranOut();
    assertThat(choice.sync(WAIT)).isFalse();
  }

  @Property
  void choosesTheSameAfterTheSameHistory(
      @ForAll @Size(max = 60) List<@IntRange(min = 0, max = 10_000) Integer> millis) {
    ModeChoice one = new ModeChoice();
    ModeChoice other = new ModeChoice();
    for (int took : millis) {
      assertThat(job(one, Duration.ofMillis(took), WAIT))
          .isEqualTo(job(other, Duration.ofMillis(took), WAIT));
    }
  }

  /** A job from its submit to its answer. */
  private static boolean job(ModeChoice choice, Duration took, Duration wait) {
    boolean sync = begin(choice);
    if (sync) {
      if (took.compareTo(wait) <= 0) {
        choice.finished(took);
      } else {
        choice.ranOut();
      }
      choice.ended();
    }
    return sync;
  }

  private static boolean begin(ModeChoice choice) {
    boolean sync = choice.sync(WAIT);
    if (sync) {
      choice.asked();
    } else {
      choice.passed();
    }
    return sync;
  }
}
