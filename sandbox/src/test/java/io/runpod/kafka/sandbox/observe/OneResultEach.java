package io.runpod.kafka.sandbox.observe;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import io.runpod.kafka.schema.JobResult;
import java.util.List;
import java.util.Map;

/**
 * Every record that was sent has one result, which is what the simulator says; no other has one.
 */
public final class OneResultEach implements Guarantee {
  private record Request(int partition, long offset) {
    static Request of(JobResult result) {
      return new Request(result.getRequest().getPartition(), result.getRequest().getOffset());
    }
  }

  @Override
  public void requireOf(Story story) {
    List<JobResult> results = story.consumed().results();
    Map<Request, Long> found = results.stream().collect(groupingBy(Request::of, counting()));
    Map<Request, Long> wanted =
        story.produced().jobs().stream()
            .collect(groupingBy(job -> new Request(job.partition(), job.offset()), counting()));
    assertThat(found).as("results per input record").isEqualTo(wanted);
    assertThat(results)
        .allSatisfy(
            result ->
                assertThat(result.getStatus())
                    .as("status of %s", result.getJobId())
                    .isEqualTo(story.truth().job(result.getJobId()).status().name()));
  }
}
