package io.runpod.kafka.sandbox.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.runpod.kafka.schema.JobStatus;
import io.runpod.kafka.simulator.JobState;
import java.util.List;
import java.util.stream.LongStream;

/** Each job's status records start at IN_QUEUE, end terminal, and leave no number out. */
public final class OrderlyStatuses implements Guarantee {
  @Override
  public void requireOf(Story story) {
    assertThat(story.consumed().statuses())
        .hasSizeGreaterThanOrEqualTo(story.produced().jobs().size());
    story.consumed().statuses().forEach(OrderlyStatuses::requireChain);
  }

  private static void requireChain(String job, List<JobStatus> chain) {
    assertThat(chain)
        .as("status numbers of %s", job)
        .extracting(JobStatus::getSequence)
        .containsExactlyElementsOf(LongStream.range(0, chain.size()).boxed().toList());
    assertThat(chain.get(0).getStatus()).as("first status of %s", job).isEqualTo("IN_QUEUE");
    assertThat(chain.get(0).getPreviousStatus()).isNull();
    for (int i = 1; i < chain.size(); i++) {
      assertThat(chain.get(i).getPreviousStatus()).isEqualTo(chain.get(i - 1).getStatus());
    }
    for (JobStatus status : chain.subList(0, chain.size() - 1)) {
      assertThat(isTerminal(status)).as("%s goes on after %s", job, status.getStatus()).isFalse();
    }
    assertThat(isTerminal(chain.get(chain.size() - 1))).as("%s ends terminal", job).isTrue();
  }

  private static boolean isTerminal(JobStatus status) {
    return JobState.valueOf(status.getStatus()).isTerminal();
  }
}
