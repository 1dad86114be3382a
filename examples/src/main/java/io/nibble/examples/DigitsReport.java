package io.nibble.examples;

import java.util.Locale;

/**
 * What the quickstart found.
 *
 * @param float32Bytes size of the float32 model file
 * @param int4Bytes size of the int4 model file
 * @param isa instruction set that computed the scores
 * @param scored where the scored table lies
 */
public record DigitsReport(
    Accuracy float32,
    Accuracy int4,
    long float32Bytes,
    long int4Bytes,
    Throughput throughput,
    String isa,
    String scored) {
  private static final double LARGEST_DIFFERENCE = 0.5;

  /** Percentage points between the two models. */
  public double difference() {
    return Math.abs(float32.percent() - int4.percent());
  }

  /**
   * @throws IllegalStateException if rows were lost or the int4 model is far from the float32 one
   */
  void check() {
    if (int4.rows() != float32.rows()) {
      throw new IllegalStateException(
          "the scored table " + scored + " has " + int4.rows() + " rows, not " + float32.rows());
    }
    if (!(difference() <= LARGEST_DIFFERENCE)) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "int4 accuracy is %.2f points from float32 accuracy, more than %.1f",
              difference(),
              LARGEST_DIFFERENCE));
    }
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        """
        float32 accuracy   %s
        int4 accuracy      %s
        float32 model      %,d bytes
        int4 model         %,d bytes
        rows per second    %s
        ISA                %s
        scored table       %s
        """,
        float32,
        int4,
        float32Bytes,
        int4Bytes,
        throughput,
        isa,
        scored);
  }
}
