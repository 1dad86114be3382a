package io.nibble.spark.catalyst.execute;

import io.nibble.spark.catalyst.optimize.ScoreOnce;
import io.nibble.spark.catalyst.plan.NibblePredictPlan;
import io.nibble.spark.conf.NibbleConf;
import io.nibble.spark.scala.ScalaCollections;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.SparkStrategy;
import scala.collection.immutable.Seq;

/**
 * Plans {@link NibblePredictPlan} as {@link NibblePredictExec}, and what partitions its rows by
 * ranges over a shuffle that keeps their scores. Tables ask for ranges after the last optimizer
 * rule of an extension.
 */
public final class PredictStrategy extends SparkStrategy {
  private final SparkSession session;

  public PredictStrategy(SparkSession session) {
    this.session = session;
  }

  @Override
  public Seq<SparkPlan> apply(LogicalPlan plan) {
    return ScalaCollections.seq(planned(plan));
  }

  private List<SparkPlan> planned(LogicalPlan plan) {
    if (plan instanceof NibblePredictPlan node) {
      return List.of(physical(node));
    }
    return ScoreOnce.isScoredByRange(plan) ? List.of(scoredOnce(plan)) : List.of();
  }

  // Both shuffles belong to one logical operator, so that adaptive execution finds it in its plan.
  private SparkPlan scoredOnce(LogicalPlan byRange) {
    SparkPlan kept = bySpark(ScoreOnce.keepScores(byRange.children().head()));
    return bySpark(byRange).withNewChildren(ScalaCollections.seq(List.of(kept)));
  }

  private SparkPlan bySpark(LogicalPlan plan) {
    return session.sessionState().planner().BasicOperators().apply(plan).head();
  }

  private SparkPlan physical(NibblePredictPlan node) {
    return new NibblePredictExec(
        ScalaCollections.seq(node.calls()),
        ScalaCollections.seq(node.results()),
        ScalaCollections.seq(node.kept()),
        NibbleConf.of(session).batchRows(),
        planLater(node.child()));
  }
}
