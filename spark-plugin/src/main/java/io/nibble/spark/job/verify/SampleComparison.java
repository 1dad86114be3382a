package io.nibble.spark.job.verify;

import java.util.Locale;

/** How far the scores of a sample are from those of the float32 weights. */
public final class SampleComparison {
  private int rows;
  private int agreements;
  private double signal;
  private double noise;
  private double worstRatio = -1;
  private String worstRow;

  /**
   * @param sqnrDb signal-to-quantization-noise ratio of all scores; null if there is no noise
   * @param top1Agreement share of rows whose largest score is the same one
   */
  public record Result(int rows, Double sqnrDb, double top1Agreement, WorstRow worstRow) {}

  /**
   * The row with the lowest ratio.
   *
   * @param row its columns, features excepted, as JSON
   */
  record WorstRow(Double sqnrDb, String row) {}

  /**
   * Adds a row.
   *
   * @param row what to call it
   */
  void add(String row, float[] exact, float[] found) {
    double rowSignal = 0;
    double rowNoise = 0;
    for (int i = 0; i < exact.length; i++) {
      double error = (double) exact[i] - found[i];
      rowSignal += (double) exact[i] * exact[i];
      rowNoise += error * error;
    }
    rows++;
    agreements += top(exact) == top(found) ? 1 : 0;
    signal += rowSignal;
    noise += rowNoise;
    double ratio = rowNoise / Math.max(Double.MIN_NORMAL, rowSignal);
    if (ratio > worstRatio) {
      worstRatio = ratio;
      worstRow = row;
    }
  }

  Result result() {
    if (rows == 0) {
      return new Result(0, null, 0, null);
    }
    return new Result(
        rows,
        decibels(noise / Math.max(Double.MIN_NORMAL, signal)),
        (double) agreements / rows,
        new WorstRow(decibels(worstRatio), worstRow));
  }

  private static Double decibels(double noiseToSignal) {
    return noiseToSignal == 0
        ? null
        : Double.valueOf(String.format(Locale.ROOT, "%.2f", -10 * Math.log10(noiseToSignal)));
  }

  /** Of equal scores the first counts. */
  private static int top(float[] scores) {
    int top = 0;
    for (int i = 1; i < scores.length; i++) {
      if (scores[i] > scores[top]) {
        top = i;
      }
    }
    return top;
  }
}
