package io.runpod.kafka.connect.ledger;

/** The words by which ledger records name what they are. */
public final class LedgerKind {
  public static final String SUBMITTED = "submitted";
  public static final String FINISHED = "finished";
  public static final String CARRIED = "carried";
  public static final String INTENT = "intent";
  public static final String REFUSED = "refused";
  public static final String RESET = "reset";
  public static final String NUDGE = "nudge";
  public static final String CANCELLED = "cancelled";
  public static final String RETRYING = "retrying";
  public static final String RETRIED = "retried";
  public static final String RETRY_REFUSED = "retry-refused";
  public static final String PURGED = "purged";
  public static final String HANDOVER = "handover";

  private LedgerKind() {}
}
