package io.nibble.kernel;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Who may touch what inside the kernel layer. */
class TestKernelLayers {
  private static final String BINDINGS = "io.nibble.kernel.bindings..";

  private final JavaClasses all =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.nibble.kernel");

  @Test
  void oneClassReadsRawMemory() {
    noClasses()
        .that()
        .doNotHaveSimpleName("RawMemory")
        .should()
        .dependOnClassesThat(resideInAPackage("sun.misc"))
        .check(all);
  }

  @Test
  void oneClassTouchesTheBindings() {
    noClasses()
        .that()
        .resideOutsideOfPackage(BINDINGS)
        .and()
        .doNotHaveSimpleName("NativeProvider")
        .should()
        .dependOnClassesThat(resideInAPackage(BINDINGS))
        .check(all);
  }

  @Test
  void theKernelLayerKnowsTheJdkAndJavaCppOnly() {
    classes()
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(
                "java..", "sun.misc", "io.nibble.kernel..", "org.bytedeco.javacpp.."))
        .check(all);
  }

  @Test
  void theRulesSeeClasses() {
    assertThat(all.that(alwaysTrue())).hasSizeGreaterThan(20);
    assertThat(all.contain("io.nibble.kernel.bindings.Nibble")).isTrue();
  }
}
