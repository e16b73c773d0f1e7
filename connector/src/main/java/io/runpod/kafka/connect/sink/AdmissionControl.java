package io.runpod.kafka.connect.sink;

import io.runpod.kafka.connect.api.Answer;
import io.runpod.kafka.connect.api.Call;
import io.runpod.kafka.connect.api.Fate;
import io.runpod.kafka.connect.api.Fates;
import io.runpod.kafka.connect.api.HealthBody;
import io.runpod.kafka.connect.api.Operation;
import io.runpod.kafka.connect.api.UnreadableAnswer;
import io.runpod.kafka.connect.flow.Admission;
import io.runpod.kafka.connect.flow.Admission.State;
import io.runpod.kafka.connect.job.EndpointId;
import io.runpod.kafka.connect.job.Health;
import io.runpod.kafka.connect.metrics.Metrics;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads an endpoint's {@code /health} for the rules of {@link Admission} and says when they open
 * and close. Owned by the engine's thread but for what is shown; answers come back to it through
 * the mailbox.
 */
final class AdmissionControl {
  private static final Logger LOG = LoggerFactory.getLogger(AdmissionControl.class);

  private final EndpointId endpoint;
  private final AdmissionSettings settings;
  private final Ports ports;
  private final Admission rules;
  private State told = State.OPEN;
  private volatile boolean open;

  AdmissionControl(
      EndpointId endpoint, AdmissionSettings settings, int tasks, Ports ports, long now) {
    this.endpoint = endpoint;
    this.settings = settings;
    this.ports = ports;
    this.rules =
        new Admission(
            settings.maxQueued(), settings.requireWorkers(), settings.interval(), tasks, now);
    this.open = rules.mayGo();
  }

  void show(Metrics metrics) {
    metrics.gauge(
        "admission-open",
        "1 while jobs may be submitted by what /health says, 0 while they wait; 1 without admission"
            + " settings.",
        () -> open ? 1 : 0);
  }

  /** Asks for a reading if it is time to. */
  void ask(long now) {
    if (rules.due(now)) {
      rules.asked(now);
      var unused =
          ports
              .runpod()
              .apply(Call.health())
              .thenAccept(
                  answer -> ports.mailbox().add(new EngineEvent.HealthAnswered(endpoint, answer)));
    }
  }

  /** {@code /health} is to be read whether or not admission needs it. */
  void readAnyway() {
    rules.readAnyway();
  }

  /** Takes the reading up, and returns it if it is one. */
  Optional<Health> answered(Answer answer) {
    Fate fate = Fates.of(Operation.HEALTH, answer);
    if (fate instanceof Fate.Done done) {
      return read(done.body());
    } else if (fate instanceof Fate.Fatal fatal) {
      rules.refused();
      tell("/health is refused, " + fatal.message());
    } else {
      failed(fate.toString());
    }
    return Optional.empty();
  }

  private Optional<Health> read(byte[] body) {
    Health health;
    try {
      health = HealthBody.parse(body);
    } catch (UnreadableAnswer unreadable) {
      failed(unreadable.getMessage());
      return Optional.empty();
    }
    rules.read(health);
    tell(health.toString());
    return Optional.of(health);
  }

  private void failed(String reason) {
    LOG.debug("endpoint={} /health could not be read: {}", endpoint, reason);
    rules.failed();
    tell("/health could not be read: " + reason);
  }

  private void tell(String why) {
    open = rules.mayGo();
    State state = rules.state();
    if (state.open() != told.open() || (state == State.BLIND) != (told == State.BLIND)) {
      LOG.info(
          "endpoint={} {}: {} maxQueued={} {}",
          endpoint,
          state.open() ? "jobs are submitted" : "no jobs are submitted for now",
          state,
          settings.maxQueued(),
          why);
      told = state;
    }
  }

  /** True if one more job may be sent. */
  boolean mayGo() {
    open = rules.mayGo();
    return open;
  }

  /** A job takes its slot. */
  void sent() {
    rules.sent();
  }

  /**
   * It gives it back.
   *
   * @param accepted RunPod took the job, or may have
   */
  void left(boolean accepted) {
    rules.answered(accepted);
  }

  /** How long there is nothing to ask; at most {@code longest}. */
  long nanosToNext(long now, long longest) {
    return Math.min(longest, rules.nanosToNext(now));
  }
}
