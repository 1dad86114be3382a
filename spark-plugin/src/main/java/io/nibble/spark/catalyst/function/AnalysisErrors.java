package io.nibble.spark.catalyst.function;

import org.apache.spark.QueryContext;
import org.apache.spark.sql.AnalysisException;
import scala.Option;
import scala.collection.immutable.Map.Map1;

/** Errors of the analysis of a query. */
final class AnalysisErrors {
  /**
   * Spark's condition for a function that refuses its arguments, in all its versions. PySpark
   * cannot show an error without one: it asks Spark for the text of the condition.
   */
  private static final String CONDITION = "FAILED_FUNCTION_CALL";

  private AnalysisErrors() {}

  /** Throws an AnalysisException; to be written as {@code throw raise(…)}. */
  static RuntimeException raise(String function, InvalidCallException e) {
    throw AnalysisErrors.<RuntimeException>unchecked(
        new AnalysisException(
            function + ": " + e.getMessage(),
            Option.empty(),
            Option.empty(),
            Option.apply(e.getCause()),
            Option.apply(CONDITION),
            new Map1<>("funcName", "`" + function + "`"),
            new QueryContext[0]));
  }

  // It is a checked exception, and Spark's interfaces declare none.
  @SuppressWarnings("unchecked")
  private static <E extends Throwable> E unchecked(Throwable e) throws E {
    throw (E) e;
  }
}
