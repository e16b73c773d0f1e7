package io.runpod.kafka.sandbox.mix;

import io.runpod.kafka.sandbox.mix.Stage.SentCommand;
import io.runpod.kafka.sandbox.observe.Guarantee;
import io.runpod.kafka.sandbox.observe.Story;
import io.runpod.kafka.sandbox.observe.Traffic;
import io.runpod.kafka.sandbox.observe.Violation;
import io.runpod.kafka.simulator.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Retries and purges are sent to RunPod once, but for calls it has definitely not taken, and each
 * is told or refused, whatever RunPod answers.
 */
final class CommandsNotRepeated implements Guarantee {
  /** Codes with which RunPod says that it has done nothing. */
  private static final List<Integer> NOT_DONE = List.of(401, 403, 404, 429);

  private final Stage stage;

  CommandsNotRepeated(Stage stage) {
    this.stage = stage;
  }

  @Override
  public List<Violation> violations(Story story) {
    List<Violation> found = new ArrayList<>();
    story
        .truth()
        .traffic()
        .forEach(
            (endpoint, traffic) ->
                Stream.of(Operation.RETRY, Operation.PURGE_QUEUE)
                    .forEach(operation -> judge(endpoint, traffic, operation, found)));
    for (SentCommand retry : stage.commands("RETRY")) {
      boolean retried = story.truth().attempts(retry.job()).size() > 1;
      if (!retried && stage.refusal(retry.at()).isEmpty()) {
        found.add(Violation.ofJob(retry.job(), "neither retried nor refused"));
      }
    }
    int purges = stage.commands("PURGE_QUEUE").size();
    int known = stage.purges().size() + stage.refusedPurges();
    if (known != purges) {
      found.add(Violation.of("%d purges told or refused of %d".formatted(known, purges)));
    }
    return found;
  }

  private void judge(String endpoint, Traffic traffic, Operation operation, List<Violation> found) {
    long asked =
        traffic.arrivals().stream().filter(one -> one.operation() == operation).count()
            - NOT_DONE.stream().mapToLong(code -> traffic.counts().count(operation, code)).sum();
    long sent =
        stage.commands(operation.name()).stream()
            .filter(command -> command.endpoint().equals(endpoint))
            .count();
    if (asked > sent) {
      found.add(
          Violation.of(
              "%s was asked %d times for /%s by %d commands"
                  .formatted(endpoint, asked, operation.path(), sent)));
    }
  }
}
