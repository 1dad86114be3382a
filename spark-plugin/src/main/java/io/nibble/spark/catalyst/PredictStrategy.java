package io.nibble.spark.catalyst;

import java.util.List;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.SparkStrategy;
import scala.collection.immutable.Seq;

/** Plans {@link NibblePredictPlan} as {@link NibblePredictExec}. */
public final class PredictStrategy extends SparkStrategy {
  @Override
  public Seq<SparkPlan> apply(LogicalPlan plan) {
    return ScalaCollections.seq(
        plan instanceof NibblePredictPlan node ? List.of(physical(node)) : List.<SparkPlan>of());
  }

  private SparkPlan physical(NibblePredictPlan node) {
    return new NibblePredictExec(
        ScalaCollections.seq(node.calls()),
        ScalaCollections.seq(node.results()),
        ScalaCollections.seq(node.kept()),
        SessionConf.current().batchRows(),
        planLater(node.child()));
  }
}
