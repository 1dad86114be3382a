package io.nibble.spark.badinput;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nibble.spark.LogCapture;
import io.nibble.spark.NibblePlugin;
import io.nibble.spark.SparkFixture;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Settings with which an application starts. */
class TestBadApplicationSettings {
  @ParameterizedTest
  @CsvSource({
    "spark.nibble.badRows, skip, expected `fail` or `null`",
    "spark.nibble.broadcast.shardBytes, 4095, expected 4096 to 67108864",
    "spark.nibble.broadcast.shardBytes, 64m, expected 4096 to 67108864",
    "spark.nibble.model.distribution, http, expected `broadcast` or `file`",
    "spark.nibble.store.idleSeconds, -1, expected 0 to 31536000",
    "spark.nibble.store.maxBytes, much, expected a number of bytes"
  })
  void keepItFromStarting(String key, String value, String expected) {
    SparkFixture spark = SparkFixture.withPlugin().with(key, value);
    assertThatThrownBy(spark::start)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(key + " is '" + value + "'")
        .hasMessageContaining(expected)
        .hasMessageContaining("Correct the setting");
  }

  @Test
  void aNameThatIsNoSettingIsLogged() throws IOException {
    try (LogCapture log = LogCapture.of(NibblePlugin.class)) {
      SparkFixture.withPlugin().with("spark.nibble.badrows", "null").start().stop();
      assertThat(log.messages())
          .containsExactly(
              "spark.nibble.badrows is no setting of Nibble and changes nothing. Correct its name.");
    }
  }
}
