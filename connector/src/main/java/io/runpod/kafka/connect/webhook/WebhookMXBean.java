package io.runpod.kafka.connect.webhook;

/** Calls since the worker started, as JMX shows them: {@code io.runpod.kafka:type=webhook}. */
public interface WebhookMXBean {
  /** Led to a nudge. */
  long getNudged();

  /** Were about a job that there was a call about a moment before. */
  long getRepeated();

  /** Did not know the token. */
  long getForged();

  /** Had too long a body. */
  long getOversized();

  /** Had a body that did not come in time, or not to its end. */
  long getSlow();

  /** Had a body that names no job. */
  long getMalformed();

  /** Were turned away because too many others were being read. */
  long getBusy();

  /** Were turned away because too many nudges waited for the ledger. */
  long getDropped();

  /** Nudges that could not be written into the ledger. */
  long getLost();
}
