package io.nibble.spark.conf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TestNibbleConf {
  @Test
  void whatIsNotSetHasItsDefault() {
    NibbleConf conf = NibbleConf.of(new SparkConf(false));
    assertThat(conf.enabled()).isTrue();
    assertThat(conf.batchRows()).isEqualTo(NibbleKeys.BATCH_ROWS.defaultValue());
    assertThat(conf.shardBytes()).isEqualTo(16 << 20);
    assertThat(conf.storeIdleSeconds()).isEqualTo(600);
    assertThat(conf.storeMaxBytes()).isZero();
    assertThat(conf.scoring()).isEqualTo(new ScoringSettings(BadRowPolicy.FAIL, "", false));
    assertThat(conf.explain()).isEqualTo(ExplainCalls.FALLBACK);
  }

  @Test
  void readsWhatIsSet() {
    NibbleConf conf =
        of(
            Map.of(
                "spark.nibble.enabled", "FALSE",
                "spark.nibble.batchRows", " 77 ",
                "spark.nibble.badRows", "Null",
                "spark.nibble.isa", "AVX512VNNI",
                "spark.nibble.explain", "All",
                "spark.nibble.native.required", "true",
                "spark.nibble.store.maxBytes", "2g"));
    assertThat(conf.storeMaxBytes()).isEqualTo(2L << 30);
    assertThat(conf.enabled()).isFalse();
    assertThat(conf.batchRows()).isEqualTo(77);
    assertThat(conf.explain()).isEqualTo(ExplainCalls.ALL);
    assertThat(conf.scoring())
        .isEqualTo(new ScoringSettings(BadRowPolicy.NULL, "avx512vnni", true));
  }

  @ParameterizedTest
  @CsvSource({
    "spark.nibble.enabled, yes, expected `true` or `false`",
    "spark.nibble.badRows, skip, expected `fail` or `null`",
    "spark.nibble.explain, some, 'expected `none`, `fallback` or `all`'",
    "spark.nibble.batchRows, 0, expected 1 to 65536",
    "spark.nibble.batchRows, 65537, expected 1 to 65536",
    "spark.nibble.batchRows, many, expected 1 to 65536",
    "spark.nibble.broadcast.shardBytes, 67108865, expected 4096 to 67108864",
    "spark.nibble.store.idleSeconds, -1, expected 0 to 31536000",
    "spark.nibble.store.maxBytes, much, expected a number of bytes",
    "spark.nibble.store.maxBytes, -1, expected a number of bytes"
  })
  void refusesOtherValues(String key, String value, String expected) {
    NibbleConf conf = of(Map.of(key, value));
    assertThatThrownBy(
            () -> {
              conf.enabled();
              conf.batchRows();
              conf.shardBytes();
              conf.explain();
              conf.storeIdleSeconds();
              conf.storeMaxBytes();
              conf.scoring();
            })
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(key + " is '" + value + "'")
        .hasMessageContaining(expected);
  }

  @Test
  void everyKeyIsInTheListInOrder() throws IllegalAccessException {
    int keys = 0;
    for (var field : NibbleKeys.class.getFields()) {
      if (field.getType() == ConfKey.class) {
        assertThat(NibbleKeys.ALL).contains((ConfKey<?>) field.get(null));
        keys++;
      }
    }
    assertThat(NibbleKeys.ALL).hasSize(keys);
    assertThat(NibbleKeys.ALL)
        .isSortedAccordingTo(
            Comparator.comparing(key -> key.name().toLowerCase(java.util.Locale.ROOT)));
    assertThat(NibbleKeys.ALL).allMatch(key -> key.name().startsWith("spark.nibble."));
    assertThat(NibbleKeys.ALL)
        .allSatisfy(key -> assertThat(key.parse(key.defaultText())).isEqualTo(key.defaultValue()));
  }

  private static NibbleConf of(Map<String, String> settings) {
    return NibbleConf.of(key -> Optional.ofNullable(settings.get(key)));
  }
}
