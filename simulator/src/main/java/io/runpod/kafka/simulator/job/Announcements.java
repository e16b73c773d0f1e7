package io.runpod.kafka.simulator.job;

import java.util.Collection;

/**
 * Webhooks: one for every job that completes or fails, tried again 5 s and then 15 s after a try
 * that was not answered with 2xx, then given up. Cancelled and expired jobs are not announced.
 * Owned by the endpoint's lock.
 */
final class Announcements {

  private static final long[] GAPS_MS = {5_000, 15_000};

  private final Agenda agenda;
  private final Collection<Effect> effects;

  Announcements(Agenda agenda, Collection<Effect> effects) {
    this.agenda = agenda;
    this.effects = effects;
  }

  /** The job has ended. */
  void announce(Job job) {
    send(job, 0);
  }

  /** A try was answered with {@code code}; 0 = not at all. */
  void answered(Job job, int attempt, int code) {
    job.webhookAnswers.add(code);
    boolean delivered = code >= 200 && code < 300;
    if (!delivered && attempt < GAPS_MS.length) {
      agenda.in(GAPS_MS[attempt], () -> send(job, attempt + 1));
    }
  }

  private void send(Job job, int attempt) {
    job.submission()
        .webhook()
        .ifPresent(
            url ->
                effects.add(new Effect.Webhook(url, JobView.webhook(job, url), job.id(), attempt)));
  }
}
