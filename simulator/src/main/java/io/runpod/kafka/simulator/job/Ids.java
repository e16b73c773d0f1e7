package io.runpod.kafka.simulator.job;

import java.util.SplittableRandom;
import java.util.UUID;

/**
 * Ids in RunPod's forms: {@code <uuid>-u1}, {@code sync-<uuid>-u1}, workers of 14 characters. The
 * same seed gives the same ids. Owned by the endpoint's lock.
 */
public final class Ids {

  private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";

  private final SplittableRandom random;

  public Ids(long seed) {
    random = new SplittableRandom(seed);
  }

  String job(boolean sync) {
    // version 4, variant 1, as UUID.randomUUID would set them
    long high = (random.nextLong() & ~0xf000L) | 0x4000L;
    long low = (random.nextLong() & 0x3fffffffffffffffL) | 0x8000000000000000L;
    return (sync ? "sync-" : "") + new UUID(high, low) + "-u1";
  }

  String worker() {
    StringBuilder id = new StringBuilder(14);
    while (id.length() < 14) {
      id.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return id.toString();
  }
}
