package io.nibble.spark.catalyst;

import org.apache.spark.QueryContext;
import org.apache.spark.sql.AnalysisException;
import scala.Option;

/** Errors of the analysis of a query. */
final class AnalysisErrors {
  private AnalysisErrors() {}

  /** Throws an AnalysisException; to be written as {@code throw raise(…)}. */
  static RuntimeException raise(String function, InvalidCallException e) {
    throw AnalysisErrors.<RuntimeException>unchecked(
        new AnalysisException(
            function + ": " + e.getMessage(),
            Option.empty(),
            Option.empty(),
            Option.apply(e.getCause()),
            Option.empty(),
            scala.collection.immutable.Map$.MODULE$.empty(),
            new QueryContext[0]));
  }

  // It is a checked exception, and Spark's interfaces declare none.
  @SuppressWarnings("unchecked")
  private static <E extends Throwable> E unchecked(Throwable e) throws E {
    throw (E) e;
  }
}
