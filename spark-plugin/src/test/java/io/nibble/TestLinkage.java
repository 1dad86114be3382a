package io.nibble;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Every class, method and field of Spark and Scala that our code names is in the version on the
 * class path, which need not be the one that it was compiled with.
 */
class TestLinkage {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(location -> !location.contains("-tests.jar"))
          .importPackages("io.nibble.spark");

  @Test
  void classesAreThere() {
    List<String> missing =
        CLASSES.stream()
            .flatMap(c -> c.getDirectDependenciesFromSelf().stream())
            .filter(d -> isForeign(d.getTargetClass()) && !isThere(d.getTargetClass()))
            .map(Object::toString)
            .toList();
    assertThat(missing).isEmpty();
  }

  @Test
  void membersAreThere() {
    assertThat(accesses().count()).isPositive();
    List<String> missing =
        accesses()
            .filter(access -> access.getTarget().resolveMember().isEmpty())
            .map(JavaAccess::getDescription)
            .toList();
    assertThat(missing).isEmpty();
  }

  private static Stream<JavaAccess<?>> accesses() {
    return CLASSES.stream()
        .flatMap(c -> c.getAccessesFromSelf().stream())
        .filter(access -> isForeign(access.getTargetOwner()));
  }

  private static boolean isForeign(JavaClass c) {
    String name = c.getBaseComponentType().getName();
    return name.startsWith("org.apache.spark.") || name.startsWith("scala.");
  }

  private static boolean isThere(JavaClass c) {
    return c.getBaseComponentType().isFullyImported() || c.getBaseComponentType().isPrimitive();
  }
}
