package io.nibble.spark.differential;

import static org.assertj.core.api.Assertions.assertThat;

import io.nibble.spark.SparkFixture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Queries made by a seeded program give the same answer batched, row by row, by a classic UDF and
 * from a column computed before; and where batching scores more rows than the UDF is counted.
 */
class TestDifferential {
  private static final int QUERIES = Integer.getInteger("nibble.differential.queries", 900);
  private static final int PLANTED = 60;

  @RegisterExtension static final SparkFixture SPARK = SparkFixture.withPlugin();

  private static Ways ways;

  @BeforeAll
  static void openSessions() {
    ways = Ways.open(SPARK);
  }

  @Test
  void queriesGiveTheSame() {
    new Search(Query::write, ways, 4).run(QUERIES).check(QUERIES / 75);
  }

  @Test
  void findsWrongAnswersAndMakesThemSmall() {
    Ways wrong = ways.withBatched(new WrongLabels(ways.batched().dialect()));
    Search search = new Search(Query::write, wrong, 4);
    Comparison fault = search.first(Comparison::isWrong, PLANTED);
    Comparison small = search.smaller(fault, 20);
    assertThat(small.isWrong()).isTrue();
    assertThat(small.choices()).hasSizeLessThan(fault.choices().size());
  }

  @Test
  void findsRowsScoredForNothing() {
    Dialect twice = new ScoredTwice(ways.batched().dialect());
    Search search = new Search(Query::write, ways.withBatched(twice), 4);
    Comparison fault = search.first(Comparison::costsMore, PLANTED);
    assertThat(fault.isWrong()).isFalse();
  }

  private static boolean isColumn(Features features) {
    return features.text().endsWith(".f");
  }

  /** Labels of the first model's scores in the wrong order. */
  private record WrongLabels(Dialect right) implements Dialect {
    @Override
    public String predict(Features features) {
      return right.predict(features);
    }

    @Override
    public String nested(Features features) {
      return right.nested(features);
    }

    @Override
    public String classify(Features features) {
      return right.classify(isColumn(features) ? features.map("reverse(%s)"::formatted) : features);
    }
  }

  /** Right, but two calls where one would do. */
  private record ScoredTwice(Dialect right) implements Dialect {
    @Override
    public String predict(Features features) {
      String once = right.predict(features);
      String again = right.predict(features.map("reverse(reverse(%s))"::formatted));
      return isColumn(features) ? "if(size(" + again + ") > 9, NULL, " + once + ")" : once;
    }

    @Override
    public String nested(Features features) {
      return right.nested(features);
    }

    @Override
    public String classify(Features features) {
      return right.classify(features);
    }
  }
}
