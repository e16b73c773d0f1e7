package io.runpod.kafka.simulator.admin;

import com.fasterxml.jackson.databind.JsonNode;
import io.runpod.kafka.simulator.JobTruth;
import io.runpod.kafka.simulator.http.Call;
import io.runpod.kafka.simulator.http.Handler;
import io.runpod.kafka.simulator.http.Reply;
import io.runpod.kafka.simulator.http.SimulatorServer;
import io.runpod.kafka.simulator.http.Site;
import io.runpod.kafka.simulator.job.Board;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** {@code GET /}: endpoints, queue, workers and the latest jobs as one plain page. Thread-safe. */
public final class Page implements Handler {

  private static final int RECENT = 20;

  private final SimulatorServer server;

  public Page(SimulatorServer server) {
    this.server = server;
  }

  @Override
  public void handle(Call call) {
    StringBuilder page =
        new StringBuilder("<!doctype html><html lang=\"en\"><meta charset=\"utf-8\">")
            .append("<meta http-equiv=\"refresh\" content=\"2\"><title>RunPod simulator</title>")
            .append("<style>body{font:14px monospace;margin:2em}td,th{padding:0 1em 0 0;")
            .append("text-align:left}</style><h1>RunPod simulator</h1><p>")
            .append(server.world().now())
            .append("</p>");
    server.sites().forEach(site -> append(page, site));
    call.send(Reply.text(200, "text/html; charset=utf-8", page.append("</html>\n").toString()));
  }

  private static void append(StringBuilder page, Site site) {
    JsonNode health = site.endpoint().call(Board::health).body();
    List<JobTruth> recent =
        site.endpoint()
            .call(
                board ->
                    board.insight().truths(Math.max(0, board.insight().size() - RECENT), RECENT));
    page.append("<h2>").append(site.endpoint().options().name()).append("</h2>");
    row(page, "jobs", health.get("jobs"));
    row(page, "workers", health.get("workers"));
    page.append("<table><tr><th>job</th><th>state</th><th>attempts</th><th>chunks</th>")
        .append("<th>since</th></tr>");
    List<JobTruth> newestFirst = new ArrayList<>(recent);
    Collections.reverse(newestFirst);
    for (JobTruth job : newestFirst) {
      page.append("<tr><td>")
          .append(job.id())
          .append("</td><td>")
          .append(job.isGone() ? job.status() + ", gone" : job.status())
          .append("</td><td>")
          .append(job.dispatches())
          .append("</td><td>")
          .append(job.chunks().size())
          .append("</td><td>")
          .append(job.states().get(job.states().size() - 1).at())
          .append("</td></tr>");
    }
    page.append("</table>");
  }

  private static void row(StringBuilder page, String title, JsonNode counters) {
    page.append("<p>").append(title).append(':');
    counters
        .properties()
        .forEach(
            counter ->
                page.append(' ').append(counter.getKey()).append(' ').append(counter.getValue()));
    page.append("</p>");
  }
}
