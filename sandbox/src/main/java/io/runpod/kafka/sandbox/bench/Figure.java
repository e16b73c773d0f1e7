package io.runpod.kafka.sandbox.bench;

import java.util.Locale;
import java.util.Optional;

/**
 * One measured figure.
 *
 * @param target the bound it is held to, empty if it is only reported
 * @param met whether it keeps the bound; true where there is none
 * @param baseline what it is compared with, measured in the same run, empty if nothing is
 */
record Figure(
    String name,
    double value,
    String unit,
    Optional<Double> target,
    boolean met,
    Optional<String> baseline) {

  /** A figure that has to be at least so high. */
  static Figure atLeast(String name, double value, String unit, double target) {
    return new Figure(name, value, unit, Optional.of(target), value >= target, Optional.empty());
  }

  /** A figure that must not be higher. */
  static Figure atMost(String name, double value, String unit, double target) {
    return new Figure(name, value, unit, Optional.of(target), value <= target, Optional.empty());
  }

  /** A figure without a bound. */
  static Figure reported(String name, double value, String unit) {
    return new Figure(name, value, unit, Optional.empty(), true, Optional.empty());
  }

  /** The same beside what it is compared with. */
  Figure against(String what) {
    return new Figure(name, value, unit, target, met, Optional.of(what));
  }

  String verdict() {
    return target.isEmpty() ? "" : met ? "met" : "MISSED";
  }

  /** A number with as many digits as say something. */
  static String digits(double value) {
    double size = Math.abs(value);
    String format = size >= 100 ? "%.0f" : size >= 10 ? "%.1f" : size >= 1 ? "%.2f" : "%.3f";
    return String.format(Locale.ROOT, format, value);
  }
}
