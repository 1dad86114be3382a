package io.nibble.spark.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class TestByteSize {
  private final ByteSize size = new ByteSize();

  @Test
  void unitsArePowersOf1024() {
    assertThat(size.convert("7")).isEqualTo(7);
    assertThat(size.convert("3k")).isEqualTo(3 << 10);
    assertThat(size.convert("512m")).isEqualTo(512 << 20);
    assertThat(size.convert("512MB")).isEqualTo(512 << 20);
    assertThat(size.convert("1g")).isEqualTo(1L << 30);
    assertThat(size.convert("2T")).isEqualTo(2L << 40);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "-1g", "1.5g", "g", "1 g", "99999999999999999999"})
  void anythingElseIsRefused(String text) {
    assertThatThrownBy(() -> size.convert(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessage("'" + text + "' is not a size such as 512m or 4g");
  }
}
