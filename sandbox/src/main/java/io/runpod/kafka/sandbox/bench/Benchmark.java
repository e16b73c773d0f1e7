package io.runpod.kafka.sandbox.bench;

import io.runpod.kafka.sandbox.stack.StackFiles;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Measures, prints a table and writes {@code sandbox/target/bench.json}. Figures are ratios within
 * one run where they can be: what else the machine does must not decide them.
 */
public final class Benchmark {
  private static final List<Scenario> ALL =
      List.of(
          new SubmitScenario(),
          new QuotaScenario(),
          new ResultScenario(),
          new StreamScenario(),
          new LargeScenario(),
          new RestartScenario());

  private Benchmark() {}

  /** Runs all scenarios, or those that the system property {@code scenarios} names. */
  public static int run() throws InterruptedException {
    Set<String> chosen =
        Arrays.stream(System.getProperty("scenarios", "").split(","))
            .filter(name -> !name.isBlank())
            .map(String::strip)
            .collect(Collectors.toSet());
    Set<String> known = ALL.stream().map(Scenario::name).collect(Collectors.toSet());
    if (!known.containsAll(chosen)) {
      System.err.println("scenarios are " + known + ", not " + chosen);
      return 2;
    }
    Report report = new Report(System.out);
    report.begin();
    for (Scenario scenario : ALL) {
      if (chosen.isEmpty() || chosen.contains(scenario.name())) {
        scenario.run(report);
      }
    }
    Path file = StackFiles.locate().runs().resolveSibling("bench.json");
    report.write(file);
    System.out.println("written to " + file);
    return 0;
  }
}
