package io.nibble.spark.badinput;

import static org.assertj.core.api.Assertions.assertThat;

import io.nibble.spark.SparkFixture;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Bad inputs of every kind, each in a query of its own, in one JVM that survives them all. */
class TestBadInputs {
  // No query is like another: compiling each would take most of the time.
  @RegisterExtension
  static final SparkFixture SPARK =
      SparkFixture.withPlugin()
          .with("spark.sql.codegen.wholeStage", "false")
          .with("spark.sql.codegen.factoryMode", "NO_CODEGEN");

  private static BadInputSession session;

  @BeforeAll
  static void create() throws IOException {
    session = BadInputSession.create(SPARK);
    VectorCases.create(session);
    PathCases.create(session);
  }

  static Stream<BadInput> cases() {
    return Stream.of(
            ArrayCases.all(),
            VectorCases.all(),
            NumberCases.all(),
            CallCases.all(),
            PathCases.all(),
            ModelCase.all(),
            SettingCase.all(),
            UdfCase.all())
        .flatMap(List::stream);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void givesTheDocumentedResult(BadInput input) {
    input.check(session);
  }

  @Test
  void thereAreTwoHundredAndNoTwoAreTheSame() {
    assertThat(cases().map(BadInput::toString).toList())
        .doesNotHaveDuplicates()
        .hasSizeGreaterThanOrEqualTo(200);
  }
}
