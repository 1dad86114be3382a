package io.nibble.spark.scala;

/** The Scala that this jar is made for. */
final class ScalaLine {
  private ScalaLine() {}

  /** Major and minor version, as artifacts are named. */
  static String version() {
    return "2.12";
  }
}
