package io.nibble.spark.scala;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scala.util.Properties;

class TestCompatibility {
  private static final Map<String, String> OTHER = Map.of("2.12", "2.13.17", "2.13", "2.12.18");

  @Test
  void theScalaHereIsThatOfTheJar() {
    assertThat(Properties.versionNumberString()).startsWith(ScalaLine.version() + ".");
    Compatibility.checkScala();
  }

  @Test
  void anotherScalaIsRefusedAndTheRightJarNamed() {
    String other = OTHER.get(ScalaLine.version());
    assertThatIllegalStateException()
        .isThrownBy(() -> Compatibility.checkScala(other))
        .withMessage(
            "this jar of Nibble is for Scala %s, but this Spark runs on Scala %s. Use"
                + " nibble-spark-plugin_%s.",
            ScalaLine.version(), other, other.substring(0, 4));
  }

  @ParameterizedTest
  @ValueSource(strings = {"3.5.0", "3.5.9-amzn-1", "4.0.4", "4.1.3", "4.2.0", "4.2.1-SNAPSHOT"})
  void theseLinesOfSparkAreTested(String spark) {
    assertThat(Compatibility.isTested(spark)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"2.4.8", "3.4.4", "4.3.0", "4.10.0", "5.0.0-preview1"})
  void theseAreNot(String spark) {
    assertThat(Compatibility.isTested(spark)).isFalse();
  }
}
