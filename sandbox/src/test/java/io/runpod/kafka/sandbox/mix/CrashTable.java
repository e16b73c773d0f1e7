package io.runpod.kafka.sandbox.mix;

import io.runpod.kafka.sandbox.observe.Figures;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What seeds came to, line by line, and in sum. */
record CrashTable(List<CrashTable.Row> rows) {
  /**
   * A seed.
   *
   * @param up until connectors ran
   * @param restarts tasks started again after a fault of Kafka's
   * @param parked records dead-lettered as in doubt
   * @param verdict {@code kept}, or what went wrong in one line
   * @param time from the running connectors to the verdict
   */
  record Row(
      long seed,
      int brokers,
      int workers,
      boolean parking,
      List<Hit> hits,
      Figures figures,
      int parked,
      List<KafkaFault> restarts,
      String verdict,
      Duration up,
      Duration time) {
    static final String KEPT = "kept";

    int kills() {
      return hits.stream().mapToInt(hit -> hit.point().kills()).sum();
    }

    boolean isKept() {
      return verdict.equals(KEPT);
    }

    private String line() {
      return "%5d %7d %7d %-9s %5d %7d %10d %7d %8d %6.1f %6.1f  %-7s %s"
          .formatted(
              seed,
              brokers,
              workers,
              parking ? "park" : "resubmit",
              kills(),
              figures.records(),
              figures.duplicates(),
              parked,
              restarts.size(),
              up.toMillis() / 1000.0,
              time.toMillis() / 1000.0,
              verdict,
              hits.stream()
                  .map(hit -> hit.point() + (hit.onPoint() ? "" : " (missed)"))
                  .collect(Collectors.joining(", ")));
    }
  }

  @Override
  public String toString() {
    return "%5s %7s %7s %-9s %5s %7s %10s %7s %8s %6s %6s  %-7s %s%n%s%n%s"
        .formatted(
            "seed",
            "brokers",
            "workers",
            "in doubt",
            "kills",
            "records",
            "duplicates",
            "parked",
            "restarts",
            "up",
            "s",
            "verdict",
            "points",
            rows.stream().map(Row::line).collect(Collectors.joining(System.lineSeparator())),
            sum());
  }

  private String sum() {
    Map<CrashPoint, Long> points = new TreeMap<>();
    Map<CrashPoint, Long> missed = new TreeMap<>();
    for (Row row : rows) {
      for (Hit hit : row.hits()) {
        points.merge(hit.point(), 1L, Long::sum);
        missed.merge(hit.point(), hit.onPoint() ? 0L : 1L, Long::sum);
      }
    }
    String met =
        points.entrySet().stream()
            .map(
                e ->
                    "%s %d of %d"
                        .formatted(e.getKey(), e.getValue() - missed.get(e.getKey()), e.getValue()))
            .collect(Collectors.joining(", "));
    return """
        %d seeds, %d kills, %d records; %d of %d seeds kept every promise
        one broker: %s
        three brokers: %s
        resubmit: %s
        park: %s
        tasks started again: %s
        points shown to be met: %s"""
        .formatted(
            rows.size(),
            rows.stream().mapToInt(Row::kills).sum(),
            rows.stream().mapToInt(row -> row.figures().records()).sum(),
            rows.stream().filter(Row::isKept).count(),
            rows.size(),
            times(row -> row.brokers() == 1),
            times(row -> row.brokers() > 1),
            duplicates(false),
            duplicates(true),
            restarts(),
            met);
  }

  private String restarts() {
    Map<KafkaFault, Long> faults =
        rows.stream()
            .flatMap(row -> row.restarts().stream())
            .collect(Collectors.groupingBy(one -> one, TreeMap::new, Collectors.counting()));
    return faults.isEmpty()
        ? "none"
        : faults.entrySet().stream()
            .map(e -> "%s %d".formatted(e.getKey(), e.getValue()))
            .collect(Collectors.joining(", "));
  }

  private String times(Predicate<Row> which) {
    LongSummaryStatistics times =
        rows.stream().filter(which).mapToLong(row -> row.time().toMillis()).summaryStatistics();
    return times.getCount() == 0
        ? "none"
        : String.format(
            Locale.ROOT,
            "%d seeds, %.1f s a seed, %.1f s at most",
            times.getCount(),
            times.getAverage() / 1000,
            times.getMax() / 1000.0);
  }

  private String duplicates(boolean parking) {
    List<Row> some = rows.stream().filter(row -> row.parking() == parking).toList();
    int kills = some.stream().mapToInt(Row::kills).sum();
    int duplicates = some.stream().mapToInt(row -> row.figures().duplicates()).sum();
    int parked = some.stream().mapToInt(Row::parked).sum();
    return String.format(
        Locale.ROOT,
        "%d kills, %d records submitted twice (%.0f per 1 000 kills), %d parked",
        kills,
        duplicates,
        kills == 0 ? 0 : 1000.0 * duplicates / kills,
        parked);
  }
}
