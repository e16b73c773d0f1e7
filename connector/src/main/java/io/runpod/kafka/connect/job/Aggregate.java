package io.runpod.kafka.connect.job;

import java.util.Optional;

/**
 * The output of a finished job as evidence of its stream. RunPod's worker SDK posts a list for
 * every generator: of all its chunks if it aggregates them, empty if not (runpod-api.md §5: {@code
 * return_aggregate_stream}). Anything but a list comes from a handler that yields nothing.
 */
final class Aggregate {
  private Aggregate() {}

  /**
   * True if the output shows that the {@code chunks} published are all there were. Chunks are read
   * in order and each at most once, so an equal count is enough; after a re-dispatch by RunPod it
   * is not, for then some may have come twice. That a worker posted one twice, as it does if the
   * answer to its post is lost, cannot be seen.
   */
  static boolean provesWhole(JobAnswer answer, long chunks, int retries) {
    if (!answer.status().equals(JobStatus.COMPLETED) || retries > 0) {
      return false;
    }
    Optional<String> output = answer.output();
    if (output.isEmpty()) {
      return false;
    }
    return isList(output.get()) ? chunks > 0 && elements(output.get()) == chunks : chunks == 0;
  }

  private static boolean isList(String json) {
    return json.startsWith("[");
  }

  /** Elements of a well-formed list, without reading what is in them. */
  static long elements(String list) {
    int depth = 0;
    long commas = 0;
    boolean any = false;
    boolean inText = false;
    for (int i = 0; i < list.length(); i++) {
      char c = list.charAt(i);
      if (inText) {
        if (c == '\\') {
          i++;
        } else if (c == '"') {
          inText = false;
        }
        continue;
      }
      any |= depth >= 1 && c > ' ' && c != ']';
      switch (c) {
        case '"' -> inText = true;
        case '[', '{' -> depth++;
        case ']', '}' -> depth--;
        case ',' -> commas += depth == 1 ? 1 : 0;
        default -> {
          // part of a number or a word
        }
      }
    }
    return any ? commas + 1 : 0;
  }
}
