package io.nibble.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;

class TestDigitsReport {
  @Test
  void halfAPointIsAllowedEitherWay() {
    assertThatCode(() -> report(985, 980, 1000).check()).doesNotThrowAnyException();
    assertThatCode(() -> report(980, 985, 1000).check()).doesNotThrowAnyException();
  }

  @Test
  void moreThanHalfAPointFails() {
    assertThatIllegalStateException()
        .isThrownBy(() -> report(985, 979, 1000).check())
        .withMessage("int4 accuracy is 0.60 points from float32 accuracy, more than 0.5");
  }

  @Test
  void aLostRowFails() {
    assertThatIllegalStateException()
        .isThrownBy(() -> report(985, 985, 999).check())
        .withMessage("the scored table /scored has 999 rows, not 1000");
  }

  @Test
  void anEmptyTableFails() {
    DigitsReport empty = report(new Accuracy(0, 0), new Accuracy(0, 0));
    assertThatIllegalStateException().isThrownBy(empty::check);
  }

  @Test
  void textNamesEveryFigure() {
    assertThat(report(985, 984, 1000).toString())
        .isEqualTo(
            """
            float32 accuracy   98.50 % (985 of 1000)
            int4 accuracy      98.40 % (984 of 1000)
            float32 model      200,000 bytes
            int4 model         40,000 bytes
            rows per second    1,500 (3,000 rows in 2.00 s)
            ISA                portable
            scored table       /scored
            """);
  }

  private static DigitsReport report(long float32Right, long int4Right, long int4Rows) {
    return report(new Accuracy(float32Right, 1000), new Accuracy(int4Right, int4Rows));
  }

  private static DigitsReport report(Accuracy float32, Accuracy int4) {
    Throughput throughput = new Throughput(3000, 2);
    return new DigitsReport(float32, int4, 200_000, 40_000, throughput, "portable", "/scored");
  }
}
