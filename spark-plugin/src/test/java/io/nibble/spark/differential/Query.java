package io.nibble.spark.differential;

import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * A query in one dialect.
 *
 * @param isOrdered whether the order of its rows is part of the answer
 */
record Query(String text, boolean isOrdered, boolean isLimited, Set<String> constructs)
    implements Statement {
  static Query write(Choices choices, Dialect dialect) {
    return new QueryGrammar(new Draft(choices, dialect)).query();
  }

  @Override
  public List<String> run(SparkSession spark, String way) {
    List<String> rows = spark.sql(text).collectAsList().stream().map(Row::toString).toList();
    return isOrdered ? rows : rows.stream().sorted().toList();
  }
}
