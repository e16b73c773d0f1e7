package io.runpod.kafka.connect.ledger;

import java.io.IOException;

/** A ledger entry as whoever reads the topic gets it: made of bytes, sharing nothing. */
public final class Reread {
  private Reread() {}

  public static LedgerEntry of(LedgerEntry entry) {
    try {
      return LedgerCodec.decode(LedgerCodec.encode(entry)).orElseThrow();
    } catch (IOException unreadable) {
      throw new IllegalStateException(unreadable);
    }
  }
}
