package io.runpod.kafka.sandbox.observe;

import java.util.List;

/** Several promises, held against one story together. */
public record Guarantees(List<Guarantee> all) {
  /** So many violations of a promise are told with their history; the others are counted. */
  private static final int TOLD = 3;

  public Guarantees {
    all = List.copyOf(all);
  }

  public static Guarantees of(Guarantee... guarantees) {
    return new Guarantees(List.of(guarantees));
  }

  /**
   * Fails like an assertion if the story breaks one of the promises.
   *
   * @throws AssertionError with each violation and the whole history of its job
   */
  public void requireOf(Story story) {
    StringBuilder report = new StringBuilder();
    for (Guarantee guarantee : all) {
      List<Violation> violations = guarantee.violations(story);
      if (!violations.isEmpty()) {
        report.append(report(guarantee, violations, story));
      }
    }
    if (!report.isEmpty()) {
      throw new AssertionError(report.toString());
    }
  }

  private static String report(Guarantee guarantee, List<Violation> violations, Story story) {
    StringBuilder text = new StringBuilder();
    text.append("%n%s is broken %d times%n".formatted(guarantee.name(), violations.size()));
    for (Violation violation : violations.subList(0, Math.min(TOLD, violations.size()))) {
      text.append("- ").append(violation.what()).append(System.lineSeparator());
      violation.about().map(story::history).ifPresent(text::append);
    }
    violations.stream()
        .skip(TOLD)
        .forEach(more -> text.append("- ").append(more.what()).append(System.lineSeparator()));
    return text.toString();
  }
}
