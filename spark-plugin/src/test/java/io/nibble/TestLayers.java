package io.nibble;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.Architectures;
import org.junit.jupiter.api.Test;

/** The layers of the Java code: nothing imports upward. */
class TestLayers {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(location -> !location.contains("-tests.jar"))
          .importPackages("io.nibble");

  private static final String[] PLAIN = {
    "io.nibble.kernel..", "io.nibble.model..", "io.nibble.cli.."
  };

  @Test
  void bothModulesAreLookedAt() {
    assertThat(CLASSES.contain(io.nibble.kernel.Kernels.class)).isTrue();
    assertThat(CLASSES.contain(io.nibble.model.Model.class)).isTrue();
    assertThat(CLASSES.contain(io.nibble.spark.Main.class)).isTrue();
  }

  @Test
  void nothingImportsUpward() {
    check(
        Architectures.layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .withOptionalLayers(true)
            .layer("kernel")
            .definedBy("io.nibble.kernel..")
            .layer("model")
            .definedBy("io.nibble.model..")
            .layer("cli")
            .definedBy("io.nibble.cli..")
            .layer("conf")
            .definedBy("io.nibble.spark.conf..")
            .layer("broadcast")
            .definedBy("io.nibble.spark.broadcast..")
            .layer("exec")
            .definedBy("io.nibble.spark.exec..")
            .layer("catalyst")
            .definedBy("io.nibble.spark.catalyst..")
            .layer("ml")
            .definedBy("io.nibble.spark.ml..")
            .layer("job")
            .definedBy("io.nibble.spark.job..")
            .layer("spark")
            .definedBy("io.nibble.spark")
            .whereLayer("kernel")
            .mayNotAccessAnyLayer()
            .whereLayer("model")
            .mayOnlyAccessLayers("kernel")
            .whereLayer("cli")
            .mayOnlyAccessLayers("kernel", "model")
            .whereLayer("conf")
            .mayOnlyAccessLayers("kernel", "model")
            .whereLayer("broadcast")
            .mayOnlyAccessLayers("kernel", "model", "conf")
            .whereLayer("exec")
            .mayOnlyAccessLayers("kernel", "model", "conf", "broadcast")
            .whereLayer("catalyst")
            .mayOnlyAccessLayers("kernel", "model", "conf", "broadcast", "exec")
            .whereLayer("ml")
            .mayOnlyAccessLayers("kernel", "model", "conf", "broadcast", "exec")
            .whereLayer("job")
            .mayOnlyAccessLayers("kernel", "model", "cli", "conf", "broadcast", "exec")
            .whereLayer("spark")
            .mayNotBeAccessedByAnyLayer());
  }

  @Test
  void everyClassBelongsToALayer() {
    check(
        classes()
            .should()
            .resideInAnyPackage(
                "io.nibble.kernel..",
                "io.nibble.model..",
                "io.nibble.cli..",
                "io.nibble.spark",
                "io.nibble.spark.conf..",
                "io.nibble.spark.broadcast..",
                "io.nibble.spark.exec..",
                "io.nibble.spark.catalyst..",
                "io.nibble.spark.ml..",
                "io.nibble.spark.job.."));
  }

  @Test
  void kernelModelAndCommandLineNeedNoSpark() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage(PLAIN)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                "org.apache.spark..", "org.apache.hadoop..", "scala..", "org.slf4j.."));
  }

  @Test
  void onlyCatalystSeesSparkInternals() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage("io.nibble.spark.catalyst..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                "org.apache.spark.sql.catalyst..",
                "org.apache.spark.sql.execution..",
                "org.apache.spark.sql.internal.."));
  }

  @Test
  void withoutMllibEverythingButTheStageOfPipelinesWorks() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage("io.nibble.spark.ml..")
            .and()
            .doNotHaveFullyQualifiedName("io.nibble.spark.VectorFeatures")
            .and()
            .doNotHaveFullyQualifiedName("io.nibble.spark.job.Vectors")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.spark.ml..", "org.apache.spark.mllib.."));
  }

  @Test
  void onlyOneClassTouchesTheBindings() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackages("io.nibble.kernel.bindings..", "io.nibble.kernel.presets..")
            .and()
            .doNotHaveFullyQualifiedName("io.nibble.kernel.NativeProvider")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.nibble.kernel.bindings.."));
  }

  @Test
  void rawMemoryHasOneOwner() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage("io.nibble.kernel..")
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("sun.misc.Unsafe"));
  }

  @Test
  void packagesHaveNoCycles() {
    check(slices().matching("io.nibble.(**)").should().beFreeOfCycles());
  }

  /** A rule about a package that is not there yet holds. */
  private static void check(ArchRule rule) {
    rule.allowEmptyShould(true).check(CLASSES);
  }
}
