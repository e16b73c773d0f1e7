package io.runpod.kafka.simulator.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.runpod.kafka.simulator.Client;
import io.runpod.kafka.simulator.EndpointOptions;
import io.runpod.kafka.simulator.JobTruth;
import io.runpod.kafka.simulator.Timing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What jobs leave behind: outputs, errors and chunks. */
class OutputTest {

  private HandDriven endpoint = new HandDriven(EndpointOptions.named("e").workers(1));

  @Test
  void chunksOfALostAttemptStayAndComeAgain() {
    endpoint =
        new HandDriven(
            EndpointOptions.named("e").time(Timing.EXECUTION_TIMEOUT, Duration.ofMillis(50)));
    String id = endpoint.run("{'delayMs':10,'chunks':2,'chunkIntervalMs':100}");
    endpoint.pass(1_000);
    assertThat(endpoint.board.insight().truth(id).orElseThrow().chunks()).hasSize(2);
    assertThat(endpoint.stream(id).get("stream")).hasSize(2);
  }

  @Test
  void aWorkerMayDieAmidItsChunksAndTheNextBeginsAnew() {
    endpoint =
        new HandDriven(EndpointOptions.named("e").time(Timing.LOST_AFTER, Duration.ofMillis(50)));
    String id =
        endpoint.run("{'delayMs':10,'chunks':3,'chunkIntervalMs':0,'dieAfter':2,'aggregate':true}");
    endpoint.pass(1_000);
    JobTruth job = endpoint.board.insight().truth(id).orElseThrow();
    assertThat(job.chunksByDispatch()).containsExactly(2, 3);
    assertThat(job.chunks())
        .extracting(chunk -> chunk.get("index").asInt())
        .containsExactly(0, 1, 0, 1, 2);
    assertThat(endpoint.status(id).get("output")).hasSize(3);
    assertThat(endpoint.status(id).get("retries").asInt()).isEqualTo(1);
    assertThat(endpoint.state(id)).isEqualTo("COMPLETED");
  }

  @Test
  void progressShowsAsOutputWhileTheJobRuns() {
    String id = endpoint.run("{'delayMs':300,'progress':['third','two thirds'],'output':7}");
    assertThat(endpoint.status(id).has("output")).isFalse();
    endpoint.pass(100);
    assertThat(endpoint.status(id).get("output").asText()).isEqualTo("third");
    endpoint.pass(100);
    assertThat(endpoint.status(id).get("output").asText()).isEqualTo("two thirds");
    endpoint.pass(100);
    assertThat(endpoint.status(id).get("output").asInt()).isEqualTo(7);
  }

  @Test
  void handlersEndInTheFormsTheSdkGivesThem() {
    String exception = endpoint.run("{'delayMs':0,'error':'boom'}");
    String generator = endpoint.run("{'delayMs':0,'chunks':1,'error':'boom'}");
    String soft = endpoint.run("{'delayMs':0,'output':{'error':'soft','detail':1}}");
    String yielded = endpoint.run("{'delayMs':0,'chunks':['a',{'error':'bad'},'c']}");
    String empty = endpoint.run("{'delayMs':0,'output':{}}");
    String nonsense = endpoint.run("{'delayMs':'long'}");
    endpoint.pass(0);
    JsonNode document = Client.parse(endpoint.status(exception).get("error").asText());
    assertThat(document.get("error_message").asText()).isEqualTo("boom");
    assertThat(endpoint.status(exception).has("output")).isFalse();
    assertThat(endpoint.status(generator).get("error").asText())
        .startsWith("handler: boom \ntraceback: ");
    assertThat(endpoint.status(soft).get("error").asText()).isEqualTo("soft");
    assertThat(endpoint.status(soft).get("output")).isEqualTo(Client.json("{'detail':1}"));
    assertThat(endpoint.status(yielded).get("error").asText()).isEqualTo("bad");
    assertThat(endpoint.stream(yielded).get("stream")).hasSize(1);
    assertThat(endpoint.state(empty)).isEqualTo("COMPLETED");
    assertThat(endpoint.status(empty).has("output")).isFalse();
    assertThat(endpoint.status(nonsense).get("error").asText())
        .contains("simulate.delayMs must be");
  }

  @Test
  void aGeneratorsOutputIsEmptyUnlessItAggregates() {
    String plain = endpoint.run("{'delayMs':0,'chunks':2,'chunkIntervalMs':0}");
    String aggregated =
        endpoint.run("{'delayMs':0,'chunks':2,'chunkIntervalMs':0,'aggregate':true}");
    endpoint.pass(0);
    assertThat(endpoint.status(plain).get("output")).isEqualTo(Client.json("[]"));
    assertThat(endpoint.status(aggregated).get("output"))
        .isEqualTo(Client.json("[{'index':0,'text':'chunk-0'},{'index':1,'text':'chunk-1'}]"));
  }

  @Test
  void streamHandsOutTwoHundredChunksAtMostEvenAfterTheEnd() {
    String id = endpoint.run("{'delayMs':0,'chunks':450,'chunkIntervalMs':0}");
    endpoint.pass(0);
    List<Integer> sizes = new ArrayList<>();
    for (int read = 0; read < 4; read++) {
      JsonNode answer = endpoint.stream(id);
      assertThat(answer.get("status").asText()).isEqualTo("COMPLETED");
      sizes.add(answer.get("stream").size());
    }
    assertThat(sizes).containsExactly(200, 200, 50, 0);
    assertThat(endpoint.board.insight().truth(id).orElseThrow().handedOut())
        .extracting(List::size)
        .containsExactly(200, 200, 50);
  }

  @Test
  void twoReadersShareTheChunksInTheOrderTheyCame() {
    String id = endpoint.run("{'delayMs':10,'chunks':2,'chunkIntervalMs':10}");
    List<Answer> first = new ArrayList<>();
    List<Answer> second = new ArrayList<>();
    endpoint.board.stream(id, 10_000, first::add);
    endpoint.board.stream(id, 10_000, second::add);
    endpoint.pass(10);
    assertThat(first).hasSize(1);
    assertThat(second).isEmpty();
    endpoint.pass(10);
    assertThat(second.get(0).body().get("stream")).hasSize(1);
  }

  @Test
  void longTextsAreStreamedInPiecesOfOneMebibyte() {
    String text = "ü".repeat(600_000);
    String id = endpoint.run("{'delayMs':0,'chunks':['" + text + "'],'aggregate':true}");
    endpoint.pass(0);
    JsonNode chunks = endpoint.stream(id).get("stream");
    assertThat(chunks).hasSize(2);
    assertThat(chunks.get(0).get("output").asText().length()).isEqualTo(1 << 19);
    assertThat(chunks.get(0).get("output").asText() + chunks.get(1).get("output").asText())
        .isEqualTo(text);
  }
}
