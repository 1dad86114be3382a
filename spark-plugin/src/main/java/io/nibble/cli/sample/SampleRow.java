package io.nibble.cli.sample;

/**
 * One row of a sample.
 *
 * @param features the features, or null if the row is NULL or bad
 * @param problem what is bad about it, or null
 */
record SampleRow(float[] features, String problem) {
  static SampleRow of(float[] features) {
    return new SampleRow(features, null);
  }

  /** A row without features, whose scores are NULL. */
  static SampleRow missing() {
    return new SampleRow(null, null);
  }

  static SampleRow bad(String problem) {
    return new SampleRow(null, problem);
  }

  /** A row of the wrong length. */
  static SampleRow wrongLength(int found, int expected) {
    return bad("the row has " + found + " features, expected " + expected);
  }
}
