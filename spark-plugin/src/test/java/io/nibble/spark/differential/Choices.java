package io.nibble.spark.differential;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * The decisions that make a query, as numbers. They are drawn at random and written down, or read
 * from such a record: what a record no longer says is 0, the simplest choice, so that a query
 * becomes smaller as its record does.
 */
final class Choices {
  private final List<Integer> made = new ArrayList<>();
  private final List<Integer> record;
  private final Random random;

  private Choices(List<Integer> record, Random random) {
    this.record = record;
    this.random = random;
  }

  static Choices random(long seed) {
    return new Choices(List.of(), new Random(seed));
  }

  static Choices of(List<Integer> record) {
    return new Choices(record, null);
  }

  /** A number from 0 to {@code bound} − 1. */
  int below(int bound) {
    int choice = random != null ? random.nextInt(bound) : recorded() % bound;
    made.add(choice);
    return choice;
  }

  private int recorded() {
    return made.size() < record.size() ? record.get(made.size()) : 0;
  }

  /** True once in {@code n} times. */
  boolean oneIn(int n) {
    return below(n) == n - 1;
  }

  <T> T one(List<? extends T> options) {
    return options.get(below(options.size()));
  }

  @SafeVarargs
  final <T> T one(T... options) {
    return options[below(options.length)];
  }

  /** What has been decided so far. */
  List<Integer> made() {
    return List.copyOf(made);
  }
}
