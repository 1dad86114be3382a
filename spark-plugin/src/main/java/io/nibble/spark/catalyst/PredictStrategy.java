package io.nibble.spark.catalyst;

import io.nibble.spark.conf.NibbleConf;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.SparkStrategy;
import org.apache.spark.sql.internal.SQLConf;
import scala.collection.immutable.Seq;

/** Plans {@link NibblePredictPlan} as {@link NibblePredictExec}. */
public final class PredictStrategy extends SparkStrategy {
  @Override
  public Seq<SparkPlan> apply(LogicalPlan plan) {
    return ScalaCollections.seq(
        plan instanceof NibblePredictPlan node ? List.of(physical(node)) : List.<SparkPlan>of());
  }

  private SparkPlan physical(NibblePredictPlan node) {
    SQLConf conf = SQLConf.get();
    int batchRows =
        NibbleConf.of(key -> Optional.ofNullable(conf.getConfString(key, null))).batchRows();
    return new NibblePredictExec(
        ScalaCollections.seq(node.calls()),
        ScalaCollections.seq(node.results()),
        ScalaCollections.seq(node.kept()),
        batchRows,
        planLater(node.child()));
  }
}
