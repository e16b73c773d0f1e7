package io.runpod.kafka.connect.sink;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which topic a name stands for: one that was deleted and created anew is another. */
record TopicId(String cluster, String id) {
  private static final Pattern TEXT = Pattern.compile("(\\S+)/([^\\s/]+)");

  /**
   * True if this topic has taken the place of the other. Another cluster's topic has not: offsets
   * that were translated for it hold there.
   */
  boolean replaces(TopicId before) {
    return cluster.equals(before.cluster) && !id.equals(before.id);
  }

  String text() {
    return cluster + '/' + id;
  }

  /** Nothing for any other text. */
  static Optional<TopicId> parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    return matcher.matches()
        ? Optional.of(new TopicId(matcher.group(1), matcher.group(2)))
        : Optional.empty();
  }
}
