package io.runpod.kafka.connect.source;

import io.runpod.kafka.connect.job.Cursor;
import io.runpod.kafka.connect.job.EndpointId;
import java.util.Optional;
import java.util.Set;

/**
 * What a task knows of one ledger partition from the task before it: which of its records have
 * taken effect, and from where on it has to be read. Immutable.
 */
final class Remembered {
  private static final long RECENT = 5_000;

  private final Optional<Snapshot> stored;
  private final Set<EndpointId> endpoints;

  /**
   * @param endpoints whose jobs are followed now
   */
  Remembered(Optional<Snapshot> stored, Set<EndpointId> endpoints) {
    this.stored = stored;
    this.endpoints = Set.copyOf(endpoints);
  }

  /** First ledger offset that is still needed. */
  long neededFrom() {
    return stored.map(s -> Math.min(s.open().low().orElse(s.next()), takesUpFrom(s))).orElse(0L);
  }

  /**
   * Where a replay of the ledger begins: early enough to see which jobs ended last, for a second
   * copy of their entries may be among what is new.
   */
  long replayFrom() {
    long recent = stored.map(this::takesUpFrom).orElse(0L) - RECENT;
    return Math.max(0, Math.min(neededFrom(), recent));
  }

  /** Where what is new begins: jobs that were passed over are, once their endpoint is followed. */
  private long takesUpFrom(Snapshot stored) {
    return endpoints.stream()
        .flatMap(id -> stored.passedOver().since(id).stream())
        .reduce(stored.next(), Math::min);
  }

  /** True if the effects of the ledger record at {@code offset} have been told already. */
  boolean tookEffect(long offset) {
    return stored.isPresent() && offset < stored.get().next();
  }

  /** The same of a record about a job of this endpoint, which may have been passed over. */
  boolean tookEffect(long offset, EndpointId endpoint) {
    return tookEffect(offset)
        && stored.flatMap(s -> s.passedOver().since(endpoint)).map(s -> offset < s).orElse(true);
  }

  /**
   * True if another record than this one is known to have been where it is: the brokers lost that
   * one, and led by another took this in its place.
   */
  boolean tookAnother(long offset, Optional<Integer> leaderEpoch) {
    return leaderEpoch.isPresent()
        && stored
            .filter(s -> offset == s.next() - 1)
            .flatMap(Snapshot::leaderEpoch)
            .filter(known -> !known.equals(leaderEpoch.get()))
            .isPresent();
  }

  /** How far the job of a ledger record that took effect was told; nothing if it is over. */
  Optional<Cursor> cursorAt(long offset) {
    return stored.flatMap(s -> s.open().cursorAt(offset));
  }

  /**
   * All jobs that are not over, while the ledger is replayed.
   *
   * @param open those below {@code position}, up to where it has been
   */
  OpenJobs openBehind(OpenJobs open, long position) {
    return stored.map(s -> open.followedBy(s.open(), position)).orElse(open);
  }

  /** What is passed over, when jobs of endpoints that are followed now are taken up to there. */
  PassedOver takenUpTo(long position, PassedOver passedOver) {
    PassedOver rest = passedOver;
    for (EndpointId id : endpoints) {
      rest = rest.takenUpTo(id, position);
    }
    return rest;
  }

  /** The same, when they all are. */
  PassedOver allTakenUp(PassedOver passedOver) {
    return passedOver.without(endpoints);
  }
}
