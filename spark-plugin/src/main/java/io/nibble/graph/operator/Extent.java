package io.nibble.graph.operator;

/** What the lines of a value stand for. */
public enum Extent {
  /** The rows of a table. */
  ROWS,
  /** The tokens of all rows, one after the other. */
  TOKENS
}
