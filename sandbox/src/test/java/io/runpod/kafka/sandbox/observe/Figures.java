package io.runpod.kafka.sandbox.observe;

/**
 * A story in numbers, for the reader of a test's output.
 *
 * @param complete streams that say they are complete
 * @param cautious streams that do not, though they lost nothing
 * @param lossy streams that lost chunks, and say so
 * @param duplicates records that were submitted more than once
 */
public record Figures(
    int records, int results, int complete, int cautious, int lossy, int duplicates) {
  public static Figures of(Story story) {
    int complete = 0;
    int cautious = 0;
    int lossy = 0;
    for (PublishedStream stream : PublishedStream.all(story.outputs())) {
      if (stream.isSaidToBeComplete()) {
        complete++;
      } else if (ChunksGapFree.isWhole(stream, story.truth())) {
        cautious++;
      } else {
        lossy++;
      }
    }
    long duplicates =
        story.produced().records().stream().filter(sent -> story.jobs(sent).size() > 1).count();
    return new Figures(
        story.produced().records().size(),
        story.outputs().results().size(),
        complete,
        cautious,
        lossy,
        (int) duplicates);
  }
}
