import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What {@code mvn -Pquickstart} and {@code mvn -Pbench} run, straight from source, before anything
 * is built: says what will be downloaded, builds the modules with a quiet Maven of its own, and
 * starts what was asked for.
 *
 * <p>Arguments are {@code name=value}; a value Maven did not know comes as {@code ${name}} and
 * counts as absent. The API key comes in the environment, where other users cannot see it.
 */
final class Launch {
  private static final Duration PATIENCE = Duration.ofSeconds(45);
  private static final String SIMULATED_KEY = "rpa_sandbox";

  private record Download(String path, int megabytes, String why) {}

  private static final List<Download> LARGE =
      List.of(
          new Download("org/apache/kafka/kafka_2.13", 60, "Kafka: broker, Connect worker, Streams"),
          new Download(
              "io/apicurio/apicurio-registry-app",
              142,
              "Apicurio Registry: stands in for Confluent's Schema Registry server"),
          new Download(
              "com/snowflake/snowflake-kafka-connector",
              164,
              "Snowflake's connector: Confluent's own Avro converter and client are inside; only"
                  + " they are used"));

  private final Map<String, String> arguments = new LinkedHashMap<>();
  private Process child;

  private Launch(String[] given) {
    for (String argument : given) {
      String[] parts = argument.split("=", 2);
      if (parts.length == 2 && !parts[1].isBlank() && !parts[1].startsWith("${")) {
        arguments.put(parts[0], parts[1]);
      }
    }
  }

  public static void main(String[] args) throws Exception {
    System.exit(new Launch(args).launch());
  }

  private int launch() throws IOException, InterruptedException {
    Runtime.getRuntime().addShutdownHook(new Thread(this::stopChild));
    ProcessHandle.current()
        .parent()
        .ifPresent(maven -> maven.onExit().thenRun(() -> System.exit(130)));
    announceDownloads();
    int built = build();
    if (built != 0) {
      return built;
    }
    return "bench".equals(arguments.get("command")) ? bench() : quickstart();
  }

  private void announceDownloads() {
    Path repository = Path.of(arguments.get("repository"));
    List<Download> missing =
        LARGE.stream().filter(d -> !Files.exists(repository.resolve(d.path()))).toList();
    System.out.println();
    if (missing.isEmpty()) {
      System.out.println("Everything large is in the local Maven repository already.");
      return;
    }
    System.out.printf(
        "Once, from Maven Central, about %d MB and the usual plugins:%n",
        missing.stream().mapToInt(Download::megabytes).sum());
    missing.forEach(d -> System.out.printf("  %4d MB  %s%n", d.megabytes(), d.why()));
  }

  private int build() throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    String home = arguments.get("maven");
    String script = System.getProperty("os.name").startsWith("Windows") ? "mvn.cmd" : "mvn";
    command.add(home == null ? script : Path.of(home, "bin", script).toString());
    command.addAll(
        List.of(
            "-q", "-B", "-ntp", "-Dstyle.color=never", "-f", arguments.get("root") + "/pom.xml"));
    String settings = arguments.get("settings");
    if (settings != null && Files.exists(Path.of(settings))) {
      command.addAll(List.of("-s", settings));
    }
    if ("true".equals(arguments.get("offline"))) {
      command.add("-o");
    }
    command.add("-Dmaven.repo.local=" + arguments.get("repository"));
    command.addAll(
        List.of("-Dquick", "-Dmaven.test.skip=true", "-pl", "sandbox", "-am", "package"));
    System.out.println("Building the modules, without tests ...");
    return runQuietly(new ProcessBuilder(command));
  }

  private int quickstart() throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx768m"));
    command.add("-Drunpod.sandbox.root=" + arguments.get("root"));
    for (String name : List.of("keep", "runpod.base.url", "runpod.endpoint.id")) {
      if (arguments.containsKey(name)) {
        command.add("-D" + name + "=" + arguments.get(name));
      }
    }
    if (arguments.containsKey("input")) {
      Path from = Path.of(arguments.get("directory"));
      command.add("-Dinput=" + from.resolve(arguments.get("input")));
    }
    command.addAll(
        List.of(
            "-jar", arguments.get("root") + "/sandbox/target/runpod-sandbox.jar", "quickstart"));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("RUNPOD_API_KEY", key(builder.environment()));
    return run(builder);
  }

  // the JVM's usual compilers, and room for what the simulator and the broker throw away: here it
  // is
  // steady speed that counts, and their collections would be measured as the connector's waits
  private int bench() throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xms3g",
            "-Xmx3g",
            "-Xmn1g",
            "-XX:+UseParallelGC",
            "-Drunpod.sandbox.root=" + arguments.get("root")));
    if (arguments.containsKey("scenarios")) {
      command.add("-Dscenarios=" + arguments.get("scenarios"));
    }
    command.addAll(
        List.of("-jar", arguments.get("root") + "/sandbox/target/runpod-sandbox.jar", "bench"));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("RUNPOD_API_KEY", SIMULATED_KEY);
    return run(builder);
  }

  // the property, then the user's own environment; the simulator is content with any
  private static String key(Map<String, String> environment) {
    String given = environment.getOrDefault("QUICKSTART_API_KEY", "");
    return given.isBlank() || given.startsWith("${")
        ? environment.getOrDefault("RUNPOD_API_KEY", SIMULATED_KEY)
        : given;
  }

  // even a quiet Maven ends with escape sequences; only lines with words in them are passed on
  private int runQuietly(ProcessBuilder builder) throws IOException, InterruptedException {
    child = builder.redirectErrorStream(true).start();
    try (BufferedReader lines = child.inputReader()) {
      lines
          .lines()
          .filter(line -> !line.replaceAll("\033\\[[0-9;]*m", "").isBlank())
          .forEach(System.out::println);
    }
    return child.waitFor();
  }

  private int run(ProcessBuilder builder) throws IOException, InterruptedException {
    child = builder.inheritIO().start();
    return child.waitFor();
  }

  private void stopChild() {
    if (child == null || !child.isAlive()) {
      return;
    }
    child.destroy();
    try {
      if (!child.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        child.destroyForcibly();
      }
    } catch (InterruptedException e) {
      child.destroyForcibly();
    }
  }
}
