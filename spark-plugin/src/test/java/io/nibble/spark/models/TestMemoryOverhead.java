package io.nibble.spark.models;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When a larger memoryOverhead is advised, and which. All sizes in MiB. */
class TestMemoryOverhead {
  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      textBlock =
          """
          # heap, overhead, models, advised
          1024,  -,         0,    -
          1024,  -,       192,    -
          1024,  -,       193,    577
          1024,  -,      1024,    1408
          1024,  1407,   1024,    1408
          1024,  1408,   1024,    -
          8192,  -,       409,    -
          8192,  -,       410,    1229
          8192,  4096,   2048,    -
          8192,  4096,   4000,    4819
          """)
  void advises(long heap, Long overhead, long models, Long advised) {
    SparkConf conf = new SparkConf(false).set("spark.executor.memory", heap + "m");
    if (overhead != null) {
      conf.set("spark.executor.memoryOverhead", overhead + "m");
    }
    var advice = MemoryOverhead.advice(conf, models << 20);
    if (advised == null) {
      assertThat(advice).isEmpty();
    } else {
      assertThat(advice.orElseThrow())
          .contains("Models take " + models + " MiB", "Set spark.executor.memoryOverhead=")
          .contains("=" + advised + "m,");
    }
  }

  @Test
  void sizesWithoutUnitAreMiB() {
    SparkConf conf = new SparkConf(false).set("spark.executor.memoryOverhead", "600");
    assertThat(MemoryOverhead.advice(conf, 400L << 20).orElseThrow())
        .contains("is 600 MiB.", "=784m");
  }

  @Test
  void theFactorAndTheLeastCount() {
    SparkConf conf =
        new SparkConf(false)
            .set("spark.executor.memory", "4g")
            .set("spark.executor.memoryOverheadFactor", "0.5");
    assertThat(MemoryOverhead.advice(conf, 1L << 30)).isEmpty();
    conf.set("spark.executor.memoryOverheadFactor", "0.01")
        .set("spark.executor.minMemoryOverhead", "100m");
    assertThat(MemoryOverhead.advice(conf, 1L << 30).orElseThrow())
        .contains("is 100 MiB (the default)", "=1124m");
  }
}
