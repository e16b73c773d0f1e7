package io.runpod.kafka.sandbox.observe;

import static io.runpod.kafka.sandbox.observe.Broken.breaks;
import static io.runpod.kafka.sandbox.observe.Broken.keeps;

import io.runpod.kafka.simulator.Arrival;
import io.runpod.kafka.simulator.Operation;
import io.runpod.kafka.simulator.RequestCounts;
import java.util.Map;
import org.junit.jupiter.api.Test;

class QuotaKeptTest {
  private static final String ENDPOINT = "endpoint";

  private final Tale tale = Tale.right();
  private final QuotaKept ofTwo = QuotaKept.documented().per10s(Operation.STATUS, 2);

  @Test
  void isKeptByTwoInTenSecondsAndTheThirdBehindThem() {
    arrive(Operation.STATUS, 9_900);
    arrive(Operation.STATUS, 10_100);
    arrive(Operation.STATUS, 19_900);
    arrive(Operation.STATUS, 20_100);

    keeps(ofTwo, tale);
  }

  @Test
  void isBrokenByThreeInTenSecondsWhereverTheyBegin() {
    arrive(Operation.STATUS, 9_900);
    arrive(Operation.STATUS, 10_100);
    arrive(Operation.STATUS, 19_899);

    breaks(ofTwo, tale, "saw 3 of /status in 10 s, limit 2", ENDPOINT);
  }

  @Test
  void countsWhatSharesALimitTogether() {
    arrive(Operation.STATUS, 0);
    arrive(Operation.STATUS_SYNC, 1);
    arrive(Operation.RUN, 2);
    keeps(ofTwo, tale);

    arrive(Operation.STREAM, 3);
    breaks(ofTwo, tale, "saw 3 of /status in 10 s, limit 2", ENDPOINT);
  }

  @Test
  void isBrokenByAThirdPurge() {
    for (int i = 0; i < 3; i++) {
      arrive(Operation.PURGE_QUEUE, i);
    }

    breaks(QuotaKept.documented(), tale, "saw 3 of /purge-queue in 10 s, limit 2", ENDPOINT);
  }

  @Test
  void isBrokenByTooManyOpenAtOnce() {
    tale.counts = new RequestCounts(Map.of(), Map.of(Operation.RUN, 5), Map.of());

    keeps(ofTwo.open(Operation.RUN, 5), tale);
    breaks(ofTwo.open(Operation.RUN, 4), tale, "had 5 of /run open at once, bound 4", ENDPOINT);
  }

  @Test
  void isBrokenByMoreOpenAtOnceThanDocumented() {
    tale.counts = new RequestCounts(Map.of(), Map.of(Operation.CANCEL, 21), Map.of());

    breaks(QuotaKept.documented(), tale, "had 21 of /cancel open at once, bound 20", ENDPOINT);
  }

  @Test
  void isBrokenByOneAnswerOf429() {
    arrive(Operation.RUN, 0);
    arrive(Operation.RUN, 1);
    tale.counts =
        new RequestCounts(Map.of(Operation.RUN, Map.of(200, 1L, 429, 1L)), Map.of(), Map.of());

    breaks(ofTwo, tale, "refused 1 of /run", ENDPOINT);
  }

  @Test
  void doesNotJudgeByALogThatHasForgotten() {
    tale.counts = new RequestCounts(Map.of(Operation.RUN, Map.of(200, 1L)), Map.of(), Map.of());

    breaks(ofTwo, tale, "more requests than its log can hold", ENDPOINT);
  }

  private void arrive(Operation operation, long ms) {
    tale.arrivals.add(new Arrival(Tale.START.plusMillis(ms), operation, ""));
  }
}
