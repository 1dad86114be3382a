package io.nibble.spark.catalyst.execute;

import io.nibble.spark.catalyst.function.NibblePredict;
import io.nibble.spark.catalyst.plan.NibblePredictPlan;
import io.nibble.spark.catalyst.plan.PlanText;
import io.nibble.spark.catalyst.tree.Attributes;
import io.nibble.spark.scala.ScalaCollections;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeSet;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.SortOrder;
import org.apache.spark.sql.catalyst.plans.physical.Partitioning;
import org.apache.spark.sql.catalyst.plans.physical.UnknownPartitioning;
import org.apache.spark.sql.execution.ExplainUtils;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.UnaryExecNode;
import org.apache.spark.sql.execution.metric.SQLMetric;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Map;
import scala.collection.immutable.Seq;

/**
 * Physical operator: gathers rows into batches, scores them, and passes them on with the scores
 * appended, in the same order and partitions.
 */
public final class NibblePredictExec extends SparkPlan implements UnaryExecNode, Serializable {
  private static final long serialVersionUID = 1L;

  private final Seq<NibblePredict> calls;
  private final Seq<Attribute> results;
  private final Seq<Attribute> kept;
  private final int batchRows;
  private final SparkPlan child;
  private final Seq<SparkPlan> children;
  private transient PredictMetrics metrics;

  /** Parameters as those of {@link NibblePredictPlan}. */
  public NibblePredictExec(
      Seq<NibblePredict> calls,
      Seq<Attribute> results,
      Seq<Attribute> kept,
      int batchRows,
      SparkPlan child) {
    this.calls = calls;
    this.results = results;
    this.kept = kept;
    this.batchRows = batchRows;
    this.child = child;
    this.children = ScalaCollections.seq(List.of(child));
  }

  @Override
  public RDD<InternalRow> doExecute() {
    ScalaCollections.list(calls).forEach(call -> call.model().offer());
    PredictTask task =
        PredictTask.create(
            ScalaCollections.list(calls),
            ScalaCollections.list(kept),
            child.output(),
            batchRows,
            nibbleMetrics());
    return child.execute().toJavaRDD().mapPartitions(task, true).rdd();
  }

  @Override
  public Seq<Attribute> output() {
    List<Attribute> output = new ArrayList<>(ScalaCollections.list(kept));
    output.addAll(ScalaCollections.list(results));
    return ScalaCollections.seq(output);
  }

  @Override
  public AttributeSet producedAttributes() {
    return Attributes.set(ScalaCollections.list(results));
  }

  @Override
  public Partitioning outputPartitioning() {
    Partitioning partitioning = child.outputPartitioning();
    return partitioning instanceof Expression e && !e.references().subsetOf(outputSet())
        ? new UnknownPartitioning(partitioning.numPartitions())
        : partitioning;
  }

  // An order by columns that are not passed on ends before the first of them.
  @Override
  public Seq<SortOrder> outputOrdering() {
    AttributeSet known = outputSet();
    return ScalaCollections.seq(
        ScalaCollections.list(child.outputOrdering()).stream()
            .takeWhile(order -> order.references().subsetOf(known))
            .collect(Collectors.toList()));
  }

  @Override
  public Map<String, SQLMetric> metrics() {
    return nibbleMetrics().byName();
  }

  private synchronized PredictMetrics nibbleMetrics() {
    if (metrics == null) {
      metrics = PredictMetrics.create(sparkContext());
    }
    return metrics;
  }

  @Override
  public SparkPlan child() {
    return child;
  }

  @Override
  public Seq<SparkPlan> children() {
    return children;
  }

  @Override
  public SparkPlan withNewChildInternal(SparkPlan newChild) {
    return new NibblePredictExec(calls, results, kept, batchRows, newChild);
  }

  @Override
  public SparkPlan withNewChildrenInternal(IndexedSeq<SparkPlan> newChildren) {
    return withNewChildInternal(newChildren.head());
  }

  @Override
  public String simpleString(int maxFields) {
    return nodeName() + " " + callsText() + " " + models() + ", batch " + batchRows + " rows";
  }

  @Override
  public String verboseStringWithOperatorId() {
    return String.join(
        "\n",
        "",
        formattedNodeName(),
        ExplainUtils.generateFieldString("Input", child.output()),
        ExplainUtils.generateFieldString("Output", output()),
        "Calls: " + callsText(),
        "Models: " + models(),
        "Batch: " + batchRows + " rows",
        "");
  }

  private String callsText() {
    return PlanText.calls(ScalaCollections.list(calls), ScalaCollections.list(results));
  }

  private String models() {
    return ScalaCollections.list(calls).stream()
        .map(call -> PlanText.model(call.model().header()))
        .distinct()
        .collect(Collectors.joining("; "));
  }

  @Override
  public int productArity() {
    return 5;
  }

  @Override
  public Object productElement(int n) {
    return switch (n) {
      case 0 -> calls;
      case 1 -> results;
      case 2 -> kept;
      case 3 -> batchRows;
      case 4 -> child;
      default -> throw new IndexOutOfBoundsException(n);
    };
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof NibblePredictExec;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NibblePredictExec exec
        && calls.equals(exec.calls)
        && results.equals(exec.results)
        && kept.equals(exec.kept)
        && batchRows == exec.batchRows
        && child.equals(exec.child);
  }

  @Override
  public int hashCode() {
    return Objects.hash(calls, results, kept, batchRows, child);
  }
}
