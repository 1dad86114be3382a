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
  private static final String PRESETS = "io.nibble.kernel.presets..";

  private final JavaClasses all =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.nibble.kernel", "io.nibble.memory");

  @Test
  void oneClassReadsRawMemory() {
    noClasses()
        .that()
        .doNotHaveSimpleName("UnsafeMemory")
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
  void theKernelLayerKnowsTheJdkOnly() {
    classes()
        .that()
        .resideOutsideOfPackages(BINDINGS, PRESETS)
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage("java..", "sun.misc", "io.nibble.kernel..", "io.nibble.memory.."))
        .check(all);
  }

  /** JavaCPP is not there when the bindings are used: it may say how to generate them, no more. */
  @Test
  void ofJavaCppOnlyAnnotationsRemain() {
    classes()
        .that()
        .resideInAnyPackage(BINDINGS, PRESETS)
        .and()
        .doNotHaveSimpleName("NibbleTypes")
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage("java..", "io.nibble.kernel..", "org.bytedeco.javacpp.annotation.."))
        .check(all);
  }

  @Test
  void theRulesSeeClasses() {
    assertThat(all.that(alwaysTrue())).hasSizeGreaterThan(20);
    assertThat(all.contain("io.nibble.kernel.bindings.Nibble")).isTrue();
  }
}
