package io.runpod.kafka.connect.request;

/** How a job is submitted. */
public enum Mode {
  /** By {@code /run}, which answers at once. */
  RUN(10),
  /** By {@code /runsync}, which holds its answer while the job runs. */
  RUNSYNC(20),
  /** By one or the other, as the times of former jobs suggest; what is sent must fit both. */
  AUTO(10);

  private final int mebibytes;

  Mode(int mebibytes) {
    this.mebibytes = mebibytes;
  }

  /** The largest body RunPod takes. */
  public int maxBodyBytes() {
    return mebibytes * 1024 * 1024;
  }
}
