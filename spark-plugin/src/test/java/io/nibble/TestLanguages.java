package io.nibble;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.core.domain.properties.HasParameterTypes.Predicates.rawParameterTypes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.text.NumberFormat;
import java.util.Scanner;
import org.junit.jupiter.api.Test;

/** Nothing that Nibble reads or writes depends on the language and encoding of the machine. */
class TestLanguages {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(location -> !location.contains("-tests.jar"))
          .importPackages("io.nibble");

  @Test
  void noCallTakesTheLanguageOfTheMachine() {
    refuse(String.class, "formatted", Object[].class);
    refuse(String.class, "format", String.class, Object[].class);
    refuse(String.class, "to(Lower|Upper)Case");
    refuse(PrintStream.class, "format|printf", String.class, Object[].class);
    refuse(PrintWriter.class, "format|printf", String.class, Object[].class);
    refuse(NumberFormat.class, "get.*Instance");
  }

  @Test
  void noCallTakesTheEncodingOfTheMachine() {
    refuse(String.class, "getBytes");
    refuse(String.class, "<init>", byte[].class);
    refuse(InputStreamReader.class, "<init>", java.io.InputStream.class);
    refuse(OutputStreamWriter.class, "<init>", java.io.OutputStream.class);
    refuse(PrintStream.class, "<init>", java.io.OutputStream.class);
    refuse(PrintStream.class, "<init>", java.io.OutputStream.class, boolean.class);
    refuse(PrintWriter.class, "<init>", java.io.OutputStream.class);
    refuse(PrintWriter.class, "<init>", java.io.OutputStream.class, boolean.class);
    refuse(Scanner.class, "<init>", java.io.InputStream.class);
  }

  private static void refuse(Class<?> type, String method, Class<?>... parameters) {
    DescribedPredicate<JavaCall<?>> call =
        target(owner(assignableTo(type)))
            .and(target(nameMatching(method)))
            .and(target(rawParameterTypes(parameters)));
    noClasses().should().callCodeUnitWhere(call).check(CLASSES);
  }
}
