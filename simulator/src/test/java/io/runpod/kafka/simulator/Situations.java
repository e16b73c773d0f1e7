package io.runpod.kafka.simulator;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** The situations the recorded answers were given in. */
final class Situations {

  /** How a stage is brought there, up to the answer. */
  interface Situation {
    Client.Got reach(Stage stage);
  }

  /** By the first three characters of the example's name. */
  static final Map<String, Situation> ALL =
      Map.ofEntries(
          situation("01-", t -> t.ep1.post("run", "{'input':{'prompt':'Hello'}}")),
          situation("02-", t -> t.ep1.post("run", t.recorded.get("request").toString())),
          situation(
              "03-",
              t -> {
                t.block(618);
                return t.waiting(
                    "runsync?wait=90000",
                    "{'input':{'simulate':{'delayMs':1437,'output':" + t.output() + "}}}",
                    618 + 1437);
              }),
          situation(
              "04-",
              t -> {
                t.block(60_000);
                return t.waiting("runsync?wait=1000", "{'input':{'prompt':'Hello'}}", 1_000);
              }),
          situation("06-", t -> t.ep1.post("runsync?wait=500", "{'input':{'prompt':'Hello'}}")),
          situation(
              "07-", t -> t.ep1.post("run", "{'input':{'x':'" + "x".repeat(10 << 20) + "'}}")),
          situation("08-", t -> t.ep1.call("POST", "run", "{}", "Bearer wrong")),
          situation(
              "09-",
              t -> {
                t.fault(Fault.on(Operation.RUN).tooManyRequests(0));
                return t.ep1.post("run", "{'input':{'prompt':'Hello'}}");
              }),
          situation(
              "10-",
              t -> {
                t.fault(
                    Fault.on(Operation.STATUS)
                        .httpStatus(502, "text/html", t.recorded.get("response").asText()));
                return t.ep1.get("status/x");
              }),
          situation(
              "13-",
              t -> {
                t.block(1_000);
                return t.ep1.post("cancel/" + t.ep1.run("{}"));
              }),
          situation("14-", t -> t.ep1.post("retry/" + t.ended(618, 1437, "'error':'boom'"))),
          situation(
              "15-",
              t -> {
                t.block(1_000);
                t.ep1.run("{}");
                t.ep1.run("{}");
                return t.ep1.post("purge-queue");
              }),
          situation(
              "20-",
              t -> {
                t.block(1_000);
                return t.status(t.ep1.run("{}"));
              }),
          situation("21-", t -> t.status(t.started(61_372, ""))),
          situation(
              "22-",
              t -> {
                String id = t.started(618, ",'progress':[" + t.output() + "]");
                t.pass(500_000);
                return t.status(id);
              }),
          situation("23-", t -> t.status(t.lost(0))),
          situation("24-", t -> t.status(t.ended(31_618, 1437, "'output':" + t.output()))),
          situation("25-", t -> t.status(t.ended(618, 1437, "'output':{}"))),
          situation("26-", t -> t.status(t.ended(618, 1437, "'chunks':3,'chunkIntervalMs':0"))),
          situation(
              "27-",
              t -> t.status(t.ended(618, 1437, "'chunks':3,'chunkIntervalMs':0,'aggregate':true"))),
          situation("28-", t -> t.status(t.ended(618, 1437, "'error':'kaboom'"))),
          situation(
              "29-",
              t ->
                  t.status(
                      t.ended(
                          618,
                          1437,
                          "'output':{'error':'soft',"
                              + "'detail':'the rest of what the handler returned'}"))),
          situation("30-", t -> t.status(t.lost(39_678))),
          situation("31-", t -> t.status(t.ended(618, 1437, "'chunks':1,'error':'boom at 1'"))),
          situation(
              "32-",
              t -> {
                t.block(1_000);
                String id = t.ep1.run("{}");
                t.ep1.post("cancel/" + id);
                return t.status(id);
              }),
          situation(
              "33-",
              t -> {
                String id = t.started(618, "");
                t.pass(1437);
                t.ep1.post("cancel/" + id);
                return t.status(id);
              }),
          situation(
              "34-",
              t -> {
                t.simulator.addEndpoint(
                    EndpointOptions.named("late")
                        .timedOutStatus(true)
                        .workers(1)
                        .time(Timing.EXECUTION_TIMEOUT, Duration.ofMillis(600_123)));
                Client late = new Client(t.simulator, "late");
                late.run("{'delayMs':618}");
                String id = late.run("{'delayMs':1000000}");
                t.pass(618 + 600_123);
                return late.get("status/" + id);
              }),
          situation("35-", t -> t.status("none")),
          situation("36-", t -> t.status(t.ended(618, 1437, "'output':" + t.output()))),
          situation(
              "37-",
              t -> {
                String id = t.ended(618, 1437, "'output':" + t.output());
                return t.ep1.get("status-sync/" + id + "?wait=30000");
              }),
          situation(
              "40-",
              t -> {
                t.block(60_000);
                String id = t.ep1.run("{}");
                CompletableFuture<Client.Got> answer = t.ep1.getAsync("stream/" + id);
                t.whileWaitingPass(10_000);
                return answer.join();
              }),
          situation("41-", t -> t.stream(",1,2")),
          situation("42-", t -> t.stream(",1,2")),
          situation("43-", t -> t.stream("")),
          situation("44-", t -> t.ep1.get("stream/" + t.ended(0, 1, "'output':1"))),
          situation("45-", t -> t.ep1.get("stream/" + t.ended(0, 1, "'error':'boom'"))),
          situation("48-", t -> t.stream(",1,2")),
          situation("49-", t -> t.ep1.get("stream/none")),
          situation("50-", Stage::health));

  private Situations() {}

  private static Map.Entry<String, Situation> situation(String example, Situation how) {
    return Map.entry(example, how);
  }
}
