package io.runpod.kafka.simulator;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One rule of misbehaviour: which calls it hits, and what happens to them. Immutable; built like
 * {@code Fault.on(Operation.RUN).httpStatus(503).times(3)}.
 *
 * <p>Delays of faults are real time, not simulated: they belong to the network. A rule without
 * {@link #times} or {@link #rate} hits every call of its operations.
 *
 * @param operations the operations it hits
 * @param what what happens to a call that is hit
 * @param skip calls that pass before the rule begins to count
 * @param times most calls hit, then the rule is used up
 * @param rate chance of a call to be hit, 0 to 1; drawn from the plan's seed
 */
public record Fault(Set<Operation> operations, What what, int skip, int times, double rate) {

  /** What happens to a call that is hit. */
  public sealed interface What {}

  /** The call takes its normal course. */
  public record Nothing() implements What {}

  /** The call waits before anything is done with it. */
  public record Latency(Duration time) implements What {}

  /** The call is not processed; this is the answer. */
  public record Refuse(int code, Map<String, String> headers, String body) implements What {}

  /** The call is not processed, the connection is closed without an answer. */
  public record Cut() implements What {}

  /** The call is processed, the connection is closed without an answer. */
  public record LoseAnswer() implements What {}

  /** The call is processed, the answer never comes and the connection stays open. */
  public record NeverAnswer() implements What {}

  /** The call is processed, the answer leaves later. */
  public record AnswerAfter(Duration time) implements What {}

  /** The call is processed, the connection is closed after half of the answer's body. */
  public record Truncate() implements What {}

  /**
   * The call is processed, the answer's body ends in the middle though its length says it is whole.
   */
  public record WrongJson() implements What {}

  /** The call is processed, the answer's body arrives bit by bit over this time. */
  public record SlowBody(Duration time) implements What {}

  /** Simulated time jumps ahead, then the call takes its normal course. */
  public record ClockJump(Duration time) implements What {}

  public Fault {
    operations = Set.copyOf(operations);
    if (operations.isEmpty() || skip < 0 || times < 0 || !(rate >= 0 && rate <= 1)) {
      throw new IllegalArgumentException(
          "a fault needs an operation, skip and times from 0, and a rate from 0 to 1");
    }
  }

  /** A rule for one or more operations; say next what happens. */
  public static Fault on(Operation first, Operation... more) {
    Set<Operation> operations = new HashSet<>(List.of(more));
    operations.add(first);
    return new Fault(operations, new Nothing(), 0, Integer.MAX_VALUE, 1);
  }

  /** A rule for every operation. */
  public static Fault onAll() {
    return new Fault(Set.of(Operation.values()), new Nothing(), 0, Integer.MAX_VALUE, 1);
  }

  public Fault latency(Duration time) {
    return what(new Latency(time));
  }

  /** Refuses with {@code code}: as an HTML page from 500 on, as a gateway would; else as JSON. */
  public Fault httpStatus(int code) {
    return code >= 500
        ? httpStatus(
            code,
            "text/html",
            "<html>\r\n<head><title>"
                + code
                + "</title></head>\r\n<body>\r\n<center><h1>"
                + code
                + "</h1></center>\r\n<hr><center>cloudflare</center>\r\n</body>\r\n</html>\r\n")
        : httpStatus(code, "application/json", "{\"error\":\"refused by the fault plan\"}");
  }

  /** Refuses with this code, content type and body. */
  public Fault httpStatus(int code, String contentType, String body) {
    return what(new Refuse(code, Map.of("Content-Type", contentType), body));
  }

  /** Refuses with 429 and, if positive, a {@code Retry-After} of so many seconds. */
  public Fault tooManyRequests(int retryAfterSeconds) {
    Map<String, String> type = Map.of("Content-Type", "application/json");
    Map<String, String> both =
        Map.of(
            "Content-Type", "application/json", "Retry-After", Integer.toString(retryAfterSeconds));
    return what(
        new Refuse(429, retryAfterSeconds > 0 ? both : type, "{\"error\":\"too many requests\"}"));
  }

  public Fault cutConnection() {
    return what(new Cut());
  }

  public Fault loseAnswer() {
    return what(new LoseAnswer());
  }

  public Fault neverAnswer() {
    return what(new NeverAnswer());
  }

  public Fault answerAfter(Duration time) {
    return what(new AnswerAfter(time));
  }

  public Fault truncateBody() {
    return what(new Truncate());
  }

  public Fault wrongJson() {
    return what(new WrongJson());
  }

  public Fault slowBody(Duration time) {
    return what(new SlowBody(time));
  }

  public Fault jumpClock(Duration time) {
    return what(new ClockJump(time));
  }

  /** Lets the first {@code calls} pass. */
  public Fault skip(int calls) {
    return new Fault(operations, what, calls, times, rate);
  }

  /** Hits {@code calls} calls and no more. */
  public Fault times(int calls) {
    return new Fault(operations, what, skip, calls, rate);
  }

  /** Hits this share of the calls, 0 to 1. */
  public Fault rate(double share) {
    return new Fault(operations, what, skip, times, share);
  }

  private Fault what(What next) {
    return new Fault(operations, next, skip, times, rate);
  }
}
