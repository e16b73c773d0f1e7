package io.runpod.kafka.connect.webhook;

/** What becomes of a call, and the HTTP code it is answered with. */
enum Verdict {
  /** The job it is about will be asked about. */
  NUDGED(200),
  /** There was a call about the same job a moment ago. */
  REPEATED(200),
  /** It does not know the token. */
  FORGED(404),
  /** Its body is longer than allowed. */
  OVERSIZED(413),
  /** Its body did not come in time, or not to its end. */
  SLOW(408),
  /** Its body is no JSON object with a job's ID. */
  MALFORMED(400),
  /** Too many bodies are being read at the same time; RunPod calls again. */
  BUSY(503),
  /** Too many nudges wait for the ledger; RunPod calls again, and polling finds the job anyway. */
  DROPPED(503);

  private final int code;

  Verdict(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }
}
