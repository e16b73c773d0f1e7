package io.runpod.kafka.connect.flow;

/**
 * Whether more may come in: no longer once one of the high marks is reached, again when both counts
 * are down to half. Owned by one thread.
 */
public final class WaterMarks {
  private final int highRecords;
  private final long highBytes;
  private boolean full;

  public WaterMarks(int highRecords, long highBytes) {
    this.highRecords = highRecords;
    this.highBytes = highBytes;
  }

  /** Tells the present fill; returns true while nothing more should come. */
  public boolean full(int records, long bytes) {
    if (records >= highRecords || bytes >= highBytes) {
      full = true;
    } else if (records <= highRecords / 2 && bytes <= highBytes / 2) {
      full = false;
    }
    return full;
  }
}
