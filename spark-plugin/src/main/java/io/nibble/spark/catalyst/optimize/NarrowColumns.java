package io.nibble.spark.catalyst.optimize;

import io.nibble.spark.catalyst.plan.NibblePredictPlan;
import io.nibble.spark.catalyst.tree.Attributes;
import io.nibble.spark.scala.ScalaCollections;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeSet;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.plans.logical.Aggregate;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.GlobalLimit;
import org.apache.spark.sql.catalyst.plans.logical.LocalLimit;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.plans.logical.Sort;

/**
 * Drops calls whose results nobody reads, and columns that are passed on for nobody: the features
 * themselves, above all, which would be copied row by row.
 */
final class NarrowColumns {
  private NarrowColumns() {}

  static LogicalPlan apply(LogicalPlan plan) {
    if (plan instanceof NibblePredictPlan node && node.child() instanceof Project project) {
      return narrow(node, project);
    }
    return plan instanceof Project || plan instanceof Aggregate
        ? plan.mapChildren(child -> narrow(child, plan.references()))
        : plan;
  }

  private static LogicalPlan narrow(LogicalPlan plan, AttributeSet needed) {
    if (plan instanceof NibblePredictPlan node) {
      return narrow(node, needed);
    }
    return passesColumns(plan)
        ? plan.mapChildren(child -> narrow(child, needed.$plus$plus(plan.references())))
        : plan;
  }

  private static boolean passesColumns(LogicalPlan plan) {
    return plan instanceof Filter
        || plan instanceof Sort
        || plan instanceof LocalLimit
        || plan instanceof GlobalLimit;
  }

  // Spark does so for the operators that it knows.
  private static LogicalPlan narrow(NibblePredictPlan node, Project project) {
    AttributeSet needed = node.references().$plus$plus(Attributes.set(node.kept()));
    List<NamedExpression> columns =
        ScalaCollections.list(project.projectList()).stream()
            .filter(column -> needed.contains(column.toAttribute()))
            .toList();
    return columns.size() == project.projectList().size()
        ? node
        : node.withChild(new Project(ScalaCollections.seq(columns), project.child()));
  }

  private static LogicalPlan narrow(NibblePredictPlan node, AttributeSet needed) {
    NibblePredictPlan fewer = node.withCalls(needed);
    if (fewer.calls().isEmpty()) {
      return node.child();
    }
    List<Attribute> columns = fewer.kept().stream().filter(needed::contains).toList();
    boolean same =
        columns.size() == node.kept().size() && fewer.calls().size() == node.calls().size();
    return same ? node : fewer.withKept(columns);
  }
}
