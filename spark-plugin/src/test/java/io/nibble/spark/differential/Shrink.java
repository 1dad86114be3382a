package io.nibble.spark.differential;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Makes a failing query smaller: fewer choices, and simpler ones. */
final class Shrink {
  private final Predicate<List<Integer>> fails;
  private int tries;

  private Shrink(Predicate<List<Integer>> fails, int tries) {
    this.fails = fails;
    this.tries = tries;
  }

  /** Choices that fail too, found in at most {@code tries} tries. */
  static List<Integer> of(List<Integer> choices, Predicate<List<Integer>> fails, int tries) {
    return new Shrink(fails, tries).run(choices);
  }

  private List<Integer> run(List<Integer> choices) {
    List<Integer> best = choices;
    for (int size = Math.max(1, best.size() / 2); size >= 1; size /= 2) {
      for (int from = 0; from < best.size(); from += size) {
        best = better(without(best, from, size), better(zeroed(best, from, size), best));
      }
    }
    return best;
  }

  private List<Integer> better(List<Integer> candidate, List<Integer> best) {
    return !candidate.equals(best) && tries-- > 0 && fails.test(candidate) ? candidate : best;
  }

  private static List<Integer> without(List<Integer> choices, int from, int size) {
    List<Integer> shorter = new ArrayList<>(choices.subList(0, from));
    shorter.addAll(choices.subList(Math.min(choices.size(), from + size), choices.size()));
    return shorter;
  }

  private static List<Integer> zeroed(List<Integer> choices, int from, int size) {
    List<Integer> simpler = new ArrayList<>(choices);
    for (int i = from; i < Math.min(choices.size(), from + size); i++) {
      simpler.set(i, 0);
    }
    return simpler;
  }
}
