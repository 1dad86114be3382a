package io.nibble.spark.inert;

/** A statement that is not the same with the plugin. */
record Difference(String statement, Observed without, Observed with) {
  enum Kind {
    PLAN,
    ANSWER,
    ERROR
  }

  Kind kind() {
    if (!without.error().equals(with.error())) {
      return Kind.ERROR;
    }
    return without.rows().equals(with.rows()) ? Kind.PLAN : Kind.ANSWER;
  }

  @Override
  public String toString() {
    return kind() + " of " + statement + "\n" + without + "\n" + with;
  }
}
