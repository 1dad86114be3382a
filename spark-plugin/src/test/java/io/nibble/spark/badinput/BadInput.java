package io.nibble.spark.badinput;

/** One input that nobody wants, and what must come of it; {@code toString} names it. */
interface BadInput {
  /** Fails unless the documented result comes, and nothing else is touched by it. */
  void check(BadInputSession session);
}
