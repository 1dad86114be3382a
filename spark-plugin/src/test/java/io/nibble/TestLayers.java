package io.nibble;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The layers of the Java code: nothing imports upward. */
class TestLayers {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(location -> !location.contains("-tests.jar"))
          .importPackages("io.nibble");

  /** Every room, from the lowest up, with the rooms that it may use. */
  private static final Map<String, String> ROOMS = new LinkedHashMap<>();

  static {
    room("memory", "");
    room("kernel", "memory");
    room("file", "memory");
    room("text", "file");
    room("graph", "memory kernel file");
    room("run", "memory kernel file graph");
    room("build", "memory kernel file graph run");
    room("cli", "memory kernel file graph run build");
    room("spark.conf", "kernel");
    room("spark.scala", "");
    room("spark.storage", "file spark.scala");
    room("spark.models", "memory kernel file graph run spark.conf spark.storage");
    room("spark.score", "memory kernel file graph run spark.conf spark.models");
    room("spark.watch", "memory kernel spark.conf spark.models spark.score");
    String belowDoors =
        "memory kernel file graph run spark.conf spark.scala spark.storage spark.models spark.score"
            + " spark.watch";
    room("spark.catalyst", belowDoors);
    room("spark.ml", belowDoors);
    room("spark.job", belowDoors + " build cli");
  }

  private static void room(String name, String mayUse) {
    ROOMS.put(name, mayUse);
  }

  @Test
  void everyRoomIsThereAndEveryClassIsInOne() {
    for (String room : ROOMS.keySet()) {
      assertThat(CLASSES.that(resideInAPackage(packages(room)))).as(room).isNotEmpty();
    }
    List<String> all = new ArrayList<>(ROOMS.keySet().stream().map(TestLayers::packages).toList());
    all.add("io.nibble.spark");
    check(classes().should().resideInAnyPackage(all.toArray(String[]::new)));
  }

  @Test
  void nothingImportsUpward() {
    ROOMS.forEach(
        (room, mayUse) -> {
          Set<String> allowed = new HashSet<>(List.of(mayUse.split(" ")));
          allowed.add(room);
          String[] forbidden =
              ROOMS.keySet().stream()
                  .filter(other -> !allowed.contains(other))
                  .map(TestLayers::packages)
                  .toArray(String[]::new);
          check(onlyOutside(room, forbidden));
          check(onlyOutside(room, "io.nibble.spark"));
        });
  }

  private static ArchRule onlyOutside(String room, String... forbidden) {
    return noClasses()
        .that()
        .resideInAPackage(packages(room))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(forbidden);
  }

  private static String packages(String room) {
    return "io.nibble." + room + "..";
  }

  @Test
  void whatIsNotInTheRoomsOfSparkNeedsNoSpark() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage("io.nibble.spark..")
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
            .doNotHaveFullyQualifiedName("io.nibble.spark.score.udf.VectorFeatures")
            .and()
            .doNotHaveFullyQualifiedName("io.nibble.spark.job.chunk.Vectors")
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
            .resideOutsideOfPackage("io.nibble.memory..")
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("sun.misc.Unsafe"));
  }

  @Test
  void packagesHaveNoCycles() {
    check(slices().matching("io.nibble.(**)").should().beFreeOfCycles());
  }

  private static void check(ArchRule rule) {
    rule.check(CLASSES);
  }
}
