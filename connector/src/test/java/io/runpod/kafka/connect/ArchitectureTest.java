package io.runpod.kafka.connect;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("architecture")
class ArchitectureTest {
  private static final String ROOT = "io.runpod.kafka.connect";
  private static final String[] PURE = {ROOT + ".job..", ROOT + ".poll..", ROOT + ".flow.."};
  private static final Set<String> CLOCKS =
      Set.of("now", "nanoTime", "currentTimeMillis", "random", "systemUTC", "system", "tick");

  private final JavaClasses connector =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(ROOT);

  @Test
  void looksAtAllPackages() {
    assertThat(connector.stream().map(c -> c.getPackageName()).distinct())
        .contains(ROOT + ".job", ROOT + ".poll", ROOT + ".flow", ROOT + ".sink", ROOT + ".source")
        .contains(ROOT + ".webhook");
  }

  @Test
  void rulesUseTheJdkAndEachOtherOnly() {
    classes()
        .that()
        .resideInAnyPackage(PURE)
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage("java.lang..", "java.util", "java.util.function", "java.util.random")
                .or(resideInAnyPackage("java.util.stream", "java.util.regex", "java.time.."))
                .or(resideInAnyPackage(PURE)))
        .check(connector);
  }

  @Test
  void rulesHaveNoThreadsAndPrintNothing() {
    noClasses()
        .that()
        .resideInAnyPackage(PURE)
        .should()
        .dependOnClassesThat()
        .areAssignableTo(Thread.class)
        .orShould()
        .accessField(System.class, "out")
        .check(connector);
  }

  @Test
  void rulesAreToldTheTimeAndTheirLuck() {
    noClasses()
        .that()
        .resideInAnyPackage(PURE)
        .should()
        .callMethodWhere(
            describe(
                "asks a clock or rolls dice of its own",
                call -> {
                  AccessTarget target = call.getTarget();
                  String owner = target.getOwner().getName();
                  return CLOCKS.contains(target.getName())
                      && (owner.startsWith("java.time.")
                          || owner.equals("java.lang.System")
                          || owner.equals("java.lang.Math"));
                }))
        .check(connector);
  }

  @Test
  void commandsAreDecidedWithoutKafkaHttpAndThreads() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + ".command..")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("org.apache.kafka..", "java.net..", "java.util.concurrent..")
                .or(resideInAnyPackage(ROOT + ".sink..", ROOT + ".source..")))
        .check(connector);
  }

  @Test
  void aSourceChangesNothingAtRunPod() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + ".source..")
        .should()
        .callMethodWhere(
            describe(
                "submits, cancels, retries or purges",
                call ->
                    call.getTarget().getOwner().getName().equals(ROOT + ".api.Call")
                        && Set.of("run", "runsync", "cancel", "retry", "purgeQueue")
                            .contains(call.getTarget().getName())))
        .check(connector);
  }

  @Test
  void theRestApiIsSeenByTheShellOfWebhooksOnly() {
    // a worker older than 4.0 does not have it, and must be able to load all else
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName(ROOT + ".webhook.WebhookResource")
        .and()
        .doNotHaveFullyQualifiedName(ROOT + ".webhook.RunpodWebhookExtension")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("jakarta..")
        .check(connector);
  }

  @Test
  void aWebhookOnlyWritesIntoTheLedger() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + ".webhook..")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(ROOT + ".sink..", ROOT + ".source..", ROOT + ".api..", "java.net.."))
        .check(connector);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(connector);
  }
}
