package io.runpod.kafka.simulator;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTag;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The walls: jobs know no threads and no HTTP, packages depend on each other one way. */
@ArchTag("architecture")
@AnalyzeClasses(
    packages = "io.runpod.kafka.simulator",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule PACKAGES_HAVE_NO_CYCLES =
      slices().matching("io.runpod.kafka.simulator.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule JOBS_KNOW_NO_THREADS_SOCKETS_OR_CLOCKS =
      noClasses()
          .that()
          .resideInAPackage("..simulator.job")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.util.concurrent..", "java.net..", "com.sun.net..", "java.nio..")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(java.time.Instant.class, "now");

  @ArchTest
  static final ArchRule ONLY_THE_FRONT_DOOR_LEADS_INSIDE =
      noClasses()
          .that()
          .resideInAPackage("io.runpod.kafka.simulator")
          .and()
          .haveSimpleNameNotContaining("RunpodSimulator")
          .and()
          .doNotHaveSimpleName("SimulatedEndpoint")
          .and()
          .haveNameNotMatching(".*RunpodSimulator\\$.*")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.runpod.kafka.simulator.*..");

  @ArchTest
  static final ArchRule ONLY_HTTP_KNOWS_THE_HTTP_SERVER =
      noClasses()
          .that()
          .resideOutsideOfPackage("..simulator.http")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.sun.net..");
}
