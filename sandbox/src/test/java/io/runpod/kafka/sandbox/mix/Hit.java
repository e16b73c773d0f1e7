package io.runpod.kafka.sandbox.mix;

/**
 * What one strike hit.
 *
 * @param onPoint whether it was shown afterwards that the point was met
 * @param how which of the ways to strike there, and what is known of it
 * @param open records of jobs nothing final was told of
 * @param unaccepted those of them RunPod had not accepted
 * @param running jobs that ran at RunPod
 */
record Hit(
    CrashPoint point, boolean onPoint, String how, long open, long unaccepted, long running) {
  /** The same, but the point was not met. */
  Hit missed() {
    return new Hit(point, false, how, open, unaccepted, running);
  }

  @Override
  public String toString() {
    return "%s%s: %s; %d records open, %d of them not accepted, %d jobs running"
        .formatted(point, onPoint ? "" : " (missed)", how, open, unaccepted, running);
  }
}
