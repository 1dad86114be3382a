package io.nibble.spark;

import io.nibble.spark.catalyst.ExecutorsFunction;
import io.nibble.spark.catalyst.ExtractPredictions;
import io.nibble.spark.catalyst.FinishPredictions;
import io.nibble.spark.catalyst.OptimizePredictions;
import io.nibble.spark.catalyst.PredictFunction;
import io.nibble.spark.catalyst.PredictStrategy;
import org.apache.spark.sql.SparkSessionExtensions;
import scala.runtime.AbstractFunction1;
import scala.runtime.BoxedUnit;

/**
 * What Nibble adds to a session. {@link NibblePlugin} installs it; a session that sets {@code
 * spark.sql.extensions} to this class needs no plugin.
 */
public final class NibbleExtensions extends AbstractFunction1<SparkSessionExtensions, BoxedUnit> {
  @Override
  public BoxedUnit apply(SparkSessionExtensions extensions) {
    extensions.injectFunction(PredictFunction.predict());
    extensions.injectFunction(PredictFunction.classify());
    extensions.injectTableFunction(ExecutorsFunction.table());
    extensions.injectPlanNormalizationRule(session -> new ExtractPredictions());
    extensions.injectOptimizerRule(session -> new OptimizePredictions());
    extensions.injectPreCBORule(session -> new FinishPredictions());
    extensions.injectPlannerStrategy(session -> new PredictStrategy());
    return BoxedUnit.UNIT;
  }
}
