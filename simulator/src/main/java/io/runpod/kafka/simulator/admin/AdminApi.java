package io.runpod.kafka.simulator.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.runpod.kafka.simulator.EndpointOptions;
import io.runpod.kafka.simulator.Fault;
import io.runpod.kafka.simulator.config.FaultReader;
import io.runpod.kafka.simulator.config.OptionsReader;
import io.runpod.kafka.simulator.http.Call;
import io.runpod.kafka.simulator.http.Handler;
import io.runpod.kafka.simulator.http.Reply;
import io.runpod.kafka.simulator.http.SimulatorServer;
import io.runpod.kafka.simulator.http.Site;
import io.runpod.kafka.simulator.job.Answer;
import io.runpod.kafka.simulator.job.Board;
import io.runpod.kafka.simulator.job.Json;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * The simulator's own side, under {@code /admin}: endpoints, the truth about their jobs and
 * requests, their faults, and the time. Needs no key. Thread-safe.
 */
public final class AdminApi implements Handler {

  private static final int BODY_LIMIT = 1 << 20;
  private static final int PAGE = 1000;

  private final SimulatorServer server;

  public AdminApi(SimulatorServer server) {
    this.server = server;
  }

  @Override
  public void handle(Call call) throws IOException {
    Answer answer;
    try {
      answer = answer(call, call.path().subList(1, call.path().size()));
    } catch (IllegalArgumentException e) {
      answer = Answer.error(400, e.getMessage());
    }
    call.send(Reply.of(answer));
  }

  private Answer answer(Call call, List<String> path) throws IOException {
    String what = call.verb() + " " + (path.isEmpty() ? "" : path.get(0));
    if (path.size() == 1) {
      return switch (what) {
        case "GET endpoints" -> endpoints();
        case "POST endpoints" -> add(body(call));
        case "GET time" -> time();
        case "POST time" -> move(body(call));
        default -> unknown();
      };
    }
    if (path.size() < 3 || !path.get(0).equals("endpoints")) {
      return unknown();
    }
    return server
        .site(path.get(1))
        .map(site -> path.size() == 3 ? of(site, call, path.get(2)) : job(site, path))
        .orElseGet(() -> Answer.detail(404, "endpoint not found"));
  }

  private Answer of(Site site, Call call, String part) {
    return switch (call.verb() + " " + part) {
      case "GET jobs" -> jobs(site, call);
      case "GET requests" -> Answer.ok(TruthJson.requests(site.traffic().snapshot()));
      case "GET faults" -> Answer.ok(TruthJson.faults(site.faults().hits()));
      case "POST faults" -> {
        site.faults().add(FaultReader.read(body(call)));
        yield Answer.ok(TruthJson.faults(site.faults().hits()));
      }
      case "POST workers" -> workers(site, body(call));
      case "DELETE faults" -> {
        site.faults().clear();
        yield Answer.ok(TruthJson.faults(List.of()));
      }
      default -> unknown();
    };
  }

  private Answer endpoints() {
    ArrayNode body = JsonNodeFactory.instance.arrayNode();
    for (Site site : server.sites()) {
      ObjectNode one = body.addObject().put("name", site.endpoint().options().name());
      one.setAll((ObjectNode) site.endpoint().call(Board::health).body());
      int waiting = site.endpoint().call(board -> board.insight().waiting());
      one.put("waitingCalls", waiting);
    }
    return Answer.ok(body);
  }

  private Answer add(JsonNode body) {
    EndpointOptions options = OptionsReader.read(body);
    List<Fault> faults = FaultReader.readAll(body.path("faults"));
    if (!server.add(options)) {
      return Answer.error(409, "there is an endpoint " + options.name());
    }
    server.site(options.name()).ifPresent(site -> faults.forEach(site.faults()::add));
    return new Answer(201, JsonNodeFactory.instance.objectNode().put("name", options.name()));
  }

  private static Answer jobs(Site site, Call call) {
    int from = number(call, "from", 0);
    int limit = number(call, "limit", PAGE);
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    int total = site.endpoint().call(board -> board.insight().size());
    body.put("total", total);
    ArrayNode jobs = body.putArray("jobs");
    site.endpoint()
        .call(board -> board.insight().truths(from, limit))
        .forEach(job -> jobs.add(TruthJson.job(job)));
    return Answer.ok(body);
  }

  /** {@code {"throttled": n, "unhealthy": n}}. */
  private static Answer workers(Site site, JsonNode body) {
    int throttled = body.path("throttled").asInt();
    int unhealthy = body.path("unhealthy").asInt();
    if (throttled < 0 || unhealthy < 0) {
      throw new IllegalArgumentException("throttled and unhealthy must be at least 0");
    }
    return site.endpoint()
        .call(
            board -> {
              board.ail(throttled, unhealthy);
              return board.health();
            });
  }

  private static Answer job(Site site, List<String> path) {
    if (path.size() != 4 || !path.get(2).equals("jobs")) {
      return unknown();
    }
    return site.endpoint()
        .call(board -> board.insight().truth(path.get(3)))
        .map(job -> Answer.ok(TruthJson.job(job)))
        .orElseGet(Answer::jobNotFound);
  }

  private Answer time() {
    return Answer.ok(
        JsonNodeFactory.instance.objectNode().put("now", server.world().now().toString()));
  }

  /** {@code {"advanceMs": n}}, or {@code {}} for "to the next event". */
  private Answer move(JsonNode body) {
    JsonNode advance = body.path("advanceMs");
    if (advance.isMissingNode()) {
      server.world().jumpToNextEvent();
    } else if (advance.isIntegralNumber() && advance.canConvertToLong()) {
      server.world().advance(Duration.ofMillis(advance.longValue()));
    } else {
      throw new IllegalArgumentException("advanceMs must be a whole number");
    }
    return time();
  }

  private static JsonNode body(Call call) {
    try {
      JsonNode body =
          Json.read(
              call.body(BODY_LIMIT)
                  .orElseThrow(() -> new IllegalArgumentException("body is too large")));
      return body.isMissingNode() ? JsonNodeFactory.instance.objectNode() : body;
    } catch (IOException e) {
      throw new IllegalArgumentException("json is invalid", e);
    }
  }

  private static int number(Call call, String parameter, int fallback) {
    try {
      int value = Integer.parseInt(call.query(parameter).orElse(Integer.toString(fallback)));
      if (value >= 0) {
        return value;
      }
    } catch (NumberFormatException e) {
      // refused below
    }
    throw new IllegalArgumentException(parameter + " must be a whole number from 0");
  }

  private static Answer unknown() {
    return Answer.detail(404, "not found");
  }
}
