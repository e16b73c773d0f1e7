package io.runpod.kafka.sandbox.mix;

import io.runpod.kafka.sandbox.mix.Stage.SentCommand;
import io.runpod.kafka.sandbox.observe.Guarantee;
import io.runpod.kafka.sandbox.observe.Story;
import io.runpod.kafka.sandbox.observe.Traffic;
import io.runpod.kafka.sandbox.observe.Violation;
import io.runpod.kafka.simulator.Arrival;
import io.runpod.kafka.simulator.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Retries and purges are sent to RunPod once, whatever is killed, and each is told or refused. Each
 * retry is of a job of its own.
 */
final class CommandsDoneOnce implements Guarantee {
  private final Stage stage;

  CommandsDoneOnce(Stage stage) {
    this.stage = stage;
  }

  @Override
  public List<Violation> violations(Story story) {
    List<Violation> found = new ArrayList<>();
    for (SentCommand retry : stage.commands("RETRY")) {
      long asked =
          arrivals(story, Operation.RETRY).filter(one -> one.job().equals(retry.job())).count();
      if (asked > 1) {
        found.add(Violation.ofJob(retry.job(), "retried %d times".formatted(asked)));
      } else if (asked == 0 && stage.refusal(retry.at()).isEmpty()) {
        found.add(Violation.ofJob(retry.job(), "neither retried nor refused"));
      }
    }
    int purges = stage.commands("PURGE_QUEUE").size();
    long asked = arrivals(story, Operation.PURGE_QUEUE).count();
    if (asked > purges) {
      found.add(Violation.of("%d purges for %d commands".formatted(asked, purges)));
    }
    int known = stage.purges().size() + stage.refusedPurges();
    if (known != purges) {
      found.add(Violation.of("%d purges told or refused of %d".formatted(known, purges)));
    }
    return found;
  }

  private static Stream<Arrival> arrivals(Story story, Operation operation) {
    return story.truth().traffic().values().stream()
        .map(Traffic::arrivals)
        .flatMap(List::stream)
        .filter(arrival -> arrival.operation() == operation);
  }
}
