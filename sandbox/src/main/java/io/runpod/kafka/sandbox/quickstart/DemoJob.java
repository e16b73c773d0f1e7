package io.runpod.kafka.sandbox.quickstart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One record to send.
 *
 * @param key the record's key, and the job's name on the screen
 * @param value the record's value: normally the JSON of a job's input
 */
record DemoJob(String key, String value) {
  /** Everything that can become of a record, told to the simulator in {@code simulate}. */
  static List<DemoJob> story() {
    List<DemoJob> jobs = new ArrayList<>();
    jobs.add(plain("image-1", "a lighthouse at dawn", 300));
    jobs.add(
        streaming(
            "story-1",
            "Once upon a time a job fell into a queue and was very happy there until a worker came"));
    jobs.add(plain("image-2", "a fox in the snow", 500));
    jobs.add(
        streaming(
            "story-2", "The worker was warm and the model was loaded so the job ran at once"));
    jobs.add(failing("broken-1", "CUDA out of memory"));
    jobs.add(plain("image-3", "a red bicycle", 400));
    jobs.add(new DemoJob("garbage-1", "this is not JSON"));
    jobs.add(
        streaming(
            "story-3", "Token by token it came back into Kafka and nobody had to poll for it"));
    jobs.add(plain("image-4", "a paper boat on a puddle", 200));
    return jobs;
  }

  /** One job for every line of a file that is not blank. */
  static List<DemoJob> fromLines(Path file) {
    try (Stream<String> lines = Files.lines(file)) {
      List<String> inputs = lines.filter(line -> !line.isBlank()).toList();
      List<DemoJob> jobs = new ArrayList<>();
      for (String input : inputs) {
        jobs.add(new DemoJob("line-" + (jobs.size() + 1), input));
      }
      return jobs;
    } catch (IOException e) {
      throw new UncheckedIOException("could not read " + file, e);
    }
  }

  private static DemoJob plain(String key, String prompt, int ms) {
    return new DemoJob(
        key,
        """
        {"prompt":"%s","simulate":{"delayMs":%d,"output":{"image":"%s.png"}}}"""
            .formatted(prompt, ms, key));
  }

  private static DemoJob failing(String key, String error) {
    return new DemoJob(
        key,
        """
        {"prompt":"far too large","simulate":{"delayMs":200,"error":"%s"}}"""
            .formatted(error));
  }

  private static DemoJob streaming(String key, String text) {
    String chunks =
        Stream.of(text.split(" "))
            .map(word -> "\"" + word + " \"")
            .collect(Collectors.joining(","));
    return new DemoJob(
        key,
        """
        {"prompt":"tell me a story","simulate":{"chunks":[%s],"chunkIntervalMs":120,"aggregate":true}}"""
            .formatted(chunks));
  }
}
