package io.nibble.spark;

import io.nibble.spark.catalyst.execute.PredictStrategy;
import io.nibble.spark.catalyst.extract.ExtractPredictions;
import io.nibble.spark.catalyst.extract.KeepCachedModels;
import io.nibble.spark.catalyst.function.BuiltinFunctions;
import io.nibble.spark.catalyst.optimize.FinishPredictions;
import io.nibble.spark.catalyst.optimize.OptimizePredictions;
import io.nibble.spark.scala.Compatibility;
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
    Compatibility.checkScala();
    BuiltinFunctions.register();
    extensions.injectPlanNormalizationRule(KeepCachedModels::new);
    extensions.injectPlanNormalizationRule(ExtractPredictions::new);
    extensions.injectOptimizerRule(session -> new OptimizePredictions());
    extensions.injectPreCBORule(session -> new FinishPredictions());
    extensions.injectPlannerStrategy(PredictStrategy::new);
    return BoxedUnit.UNIT;
  }
}
