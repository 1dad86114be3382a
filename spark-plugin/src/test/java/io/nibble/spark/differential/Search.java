package io.nibble.spark.differential;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.LongStream;

/** Compares the queries of a range of seeds, and counts. */
final class Search {
  private final Statement.Writer writer;
  private final Ways ways;
  private final int whole;
  private final List<Comparison> faults = new ArrayList<>();
  private final Map<String, Integer> constructs = new TreeMap<>();
  private final Map<String, Integer> refusals = new TreeMap<>();
  private int queries;
  private long batched;
  private long udf;

  /**
   * @param whole of how many statements one is answered in all ways, the rest in two
   */
  Search(Statement.Writer writer, Ways ways, int whole) {
    this.writer = writer;
    this.ways = ways;
    this.whole = whole;
  }

  /** Compares the statement of one seed. */
  Comparison compare(long seed) {
    Comparison comparison = Comparison.of(Choices.random(seed), writer, ways, seed % whole == 0);
    queries++;
    if (comparison.isRefused()) {
      refusals.merge(comparison.udf().problem(), 1, Integer::sum);
    } else {
      count(comparison);
    }
    if (comparison.isFault()) {
      faults.add(comparison);
    }
    return comparison;
  }

  private void count(Comparison comparison) {
    comparison.statement().constructs().forEach(c -> constructs.merge(c, 1, Integer::sum));
    batched += comparison.batched().scored();
    udf += comparison.udf().scored();
  }

  /** Compares the statements of seeds from 0. */
  Search run(int statements) {
    for (long seed = 0; seed < statements; seed++) {
      compare(seed);
    }
    return this;
  }

  /**
   * Prints the counts and the faults. Fails if an answer is wrong, if Spark refused more than a
   * tenth, or if more than {@code costlier} cost more than with the UDF: {@code docs/testing.md}
   * says which do.
   */
  void check(int costlier) {
    faults.forEach(System.out::println);
    System.out.println(this);
    assertThat(faults).noneMatch(Comparison::isWrong);
    assertThat(faults).hasSizeLessThanOrEqualTo(costlier);
    assertThat(refused()).isLessThanOrEqualTo(queries / 10);
  }

  /** The first comparison of this kind among the seeds from 0. */
  Comparison first(Predicate<Comparison> kind, int statements) {
    return LongStream.range(0, statements).mapToObj(this::compare).filter(kind).findFirst().get();
  }

  /** The same fault with less, found in at most {@code tries} comparisons. */
  Comparison smaller(Comparison fault, int tries) {
    List<Integer> choices =
        Shrink.of(fault.choices(), smaller -> again(smaller).isLike(fault), tries);
    return again(choices);
  }

  private Comparison again(List<Integer> choices) {
    return Comparison.of(Choices.of(choices), writer, ways, true);
  }

  private int refused() {
    return refusals.values().stream().mapToInt(Integer::intValue).sum();
  }

  List<Comparison> faults() {
    return faults;
  }

  @Override
  public String toString() {
    return queries
        + " queries, "
        + (queries - refused())
        + " compared, "
        + refused()
        + " refused by Spark "
        + refusals
        + ", "
        + faults.size()
        + " faults; rows scored: "
        + batched
        + " batched, "
        + udf
        + " by classic UDFs; "
        + constructs;
  }
}
