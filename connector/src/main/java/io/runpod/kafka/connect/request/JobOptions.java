package io.runpod.kafka.connect.request;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** What one source asks for with a job. What it leaves open is for the next one to say. */
final class JobOptions {
  static final JobOptions NONE = new JobOptions(new EnumMap<>(JobOption.class));

  private final EnumMap<JobOption, Object> values;

  private JobOptions(EnumMap<JobOption, Object> values) {
    this.values = values;
  }

  /** Finds what a source says of an option. */
  interface Source {
    Optional<String> text(JobOption option) throws NoRequest;

    /** Names the place, for a complaint. */
    String place(JobOption option);
  }

  /**
   * Reads all that a source says.
   *
   * @throws NoRequest naming the place of what is out of bounds
   */
  static JobOptions read(Source source) throws NoRequest {
    EnumMap<JobOption, Object> values = new EnumMap<>(JobOption.class);
    for (JobOption option : JobOption.values()) {
      Optional<String> text = source.text(option);
      if (text.isPresent()) {
        values.put(option, option.parse(source.place(option), text.get()));
      }
    }
    return values.isEmpty() ? NONE : new JobOptions(values);
  }

  /** These, and where they say nothing, the others. */
  JobOptions or(JobOptions others) {
    if (values.isEmpty()) {
      return others;
    }
    EnumMap<JobOption, Object> all = new EnumMap<>(others.values);
    all.putAll(values);
    return new JobOptions(all);
  }

  Optional<Duration> time(JobOption option) {
    return number(option).map(Duration::ofMillis);
  }

  Optional<Long> number(JobOption option) {
    return Optional.ofNullable((Long) values.get(option));
  }

  Optional<Boolean> flag(JobOption option) {
    return Optional.ofNullable((Boolean) values.get(option));
  }

  Optional<Mode> mode() {
    return Optional.ofNullable((Mode) values.get(JobOption.MODE));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof JobOptions options && values.equals(options.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  @Override
  public String toString() {
    return Map.copyOf(values).toString();
  }
}
