package io.nibble.examples;

/**
 * What the quickstart reads and writes, as Spark takes paths.
 *
 * @param digits Parquet table with columns id, label and features
 * @param float32Model model file whose layers were all left in float32
 * @param int4Model model file with int4 weights
 * @param scored folder that receives the scored table
 */
public record DigitsPaths(String digits, String float32Model, String int4Model, String scored) {
  static DigitsPaths of(String[] arguments) {
    if (arguments.length != 4) {
      throw new IllegalArgumentException(
          "expected four paths, DIGITS.parquet FLOAT32.nibble INT4.nibble SCORED, but got "
              + arguments.length
              + " arguments");
    }
    return new DigitsPaths(arguments[0], arguments[1], arguments[2], arguments[3]);
  }
}
