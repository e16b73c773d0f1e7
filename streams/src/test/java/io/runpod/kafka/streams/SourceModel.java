package io.runpod.kafka.streams;

import io.runpod.kafka.schema.StreamChunk;
import java.util.ArrayList;
import java.util.List;

/**
 * The source connector as far as one stream sees it: reads are destructive, commits may be lost, a
 * killed reader's successor numbers on from the last commit.
 */
final class SourceModel {
  private final List<String> yields;
  private final boolean exactlyOnce;
  private final List<StreamChunk> topic = new ArrayList<>();
  private final List<String> published = new ArrayList<>();
  private final List<StreamChunk> ofThisReader = new ArrayList<>();
  private Chunks reader;
  private int read;
  private boolean killed;
  private boolean gapBeforeNext;

  SourceModel(String jobId, List<String> yields, boolean exactlyOnce) {
    this.yields = yields;
    this.exactlyOnce = exactlyOnce;
    this.reader = Chunks.ofJob(jobId);
  }

  /** Reads that many chunks, publishes and commits them. */
  void reads(int count) {
    for (String output : take(count)) {
      StreamChunk chunk = number(published.size(), output);
      topic.add(chunk);
      ofThisReader.add(chunk);
      published.add(output);
    }
  }

  /** Reads, publishes some of it and is killed before the commit; another reader takes over. */
  void isKilledAfter(int reading, int publishing) {
    List<String> lost = take(reading);
    int sent = Math.min(publishing, lost.size());
    for (int i = 0; i < sent && !exactlyOnce; i++) {
      topic.add(number(published.size() + i, lost.get(i)));
    }
    reader = reader.readBy(reader.readerEpoch() + 1000);
    ofThisReader.clear();
    killed = true;
    gapBeforeNext = true;
  }

  /** Publishes its last chunks once more. */
  void repeats(int count) {
    int from = Math.max(0, ofThisReader.size() - count);
    topic.addAll(List.copyOf(ofThisReader.subList(from, ofThisReader.size())));
  }

  /**
   * Reads to the end; the marker vouches for a stream a reader was killed in only if the aggregate
   * proves it.
   */
  List<StreamChunk> ends(boolean aggregate) {
    reads(yields.size());
    topic.add(
        reader.end(published.size(), published.size(), !killed || aggregate && lostNothing()));
    return topic;
  }

  boolean wasKilled() {
    return killed;
  }

  boolean lostNothing() {
    return published.equals(yields);
  }

  private List<String> take(int count) {
    int end = Math.min(read + count, yields.size());
    List<String> taken = yields.subList(read, end);
    read = end;
    return taken;
  }

  private StreamChunk number(int sequence, String output) {
    boolean gap = gapBeforeNext;
    gapBeforeNext = false;
    return gap ? reader.afterGap(sequence, output) : reader.chunk(sequence, output);
  }
}
