package io.runpod.kafka.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class FaultsUnderLoadTest {

  private static final int CALLS = 600;

  @Test
  void whatClientsWereToldAndWhatHappenedAddUp() throws IOException {
    try (RunpodSimulator simulator =
        RunpodSimulator.builder().seed(11).endpoint(EndpointOptions.named("ep1")).start()) {
      SimulatedEndpoint endpoint = simulator.endpoint("ep1");
      Faults faults = endpoint.faults();
      faults.add(Fault.on(Operation.RUN).latency(Duration.ofMillis(3)).rate(0.3));
      faults.add(Fault.on(Operation.RUN).httpStatus(503).rate(0.2));
      faults.add(Fault.on(Operation.RUN).loseAnswer().rate(0.1));
      faults.add(Fault.on(Operation.RUN).cutConnection().rate(0.1));
      faults.add(Fault.on(Operation.RUN).truncateBody().rate(0.1));

      Client client = new Client(simulator, "ep1");
      List<CompletableFuture<Client.Got>> calls = new ArrayList<>();
      for (int call = 0; call < CALLS; call++) {
        String body = "{\"input\":{\"n\":" + call + "}}";
        calls.add(
            client
                .callAsync("POST", "run", body, "Bearer any")
                .exceptionally(cut -> new Client.Got(RequestCounts.NO_ANSWER, "")));
      }
      List<Client.Got> answers = calls.stream().map(CompletableFuture::join).toList();

      List<Integer> hits = faults.hits().stream().map(Faults.Hits::count).toList();
      int refused = hits.get(1);
      int lost = hits.get(2);
      int cut = hits.get(3);
      int truncated = hits.get(4);
      assertThat(hits).allMatch(count -> count > 10);
      assertThat(count(answers, 503)).isEqualTo(refused);
      assertThat(count(answers, RequestCounts.NO_ANSWER)).isEqualTo(lost + cut + truncated);
      assertThat(count(answers, 200)).isEqualTo(CALLS - refused - lost - cut - truncated);

      List<JobTruth> jobs = endpoint.jobs();
      assertThat(jobs).hasSize(CALLS - refused - cut);
      Set<String> told = new HashSet<>();
      answers.stream().filter(answer -> answer.code() == 200).forEach(one -> told.add(one.id()));
      assertThat(jobs.stream().filter(job -> told.contains(job.id())))
          .hasSize(CALLS - refused - lost - cut - truncated);
      assertThat(jobs).extracting(job -> job.input().get("n").asInt()).doesNotHaveDuplicates();

      RequestCounts requests = endpoint.requests();
      assertThat(requests.count(Operation.RUN)).isEqualTo(CALLS);
      assertThat(requests.count(Operation.RUN, 503)).isEqualTo(refused);
      assertThat(requests.count(Operation.RUN, RequestCounts.NO_ANSWER)).isEqualTo(lost + cut);
    }
  }

  private static int count(List<Client.Got> answers, int code) {
    return (int) answers.stream().filter(answer -> answer.code() == code).count();
  }
}
