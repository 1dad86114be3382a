package io.nibble.spark.catalyst.tree;

import io.nibble.spark.scala.ScalaCollections;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;

/** Walks over Spark's trees that need no Scala partial functions. */
public final class Trees {
  private Trees() {}

  public static Expression mapUp(Expression tree, UnaryOperator<Expression> f) {
    return f.apply(tree.mapChildren(child -> mapUp(child, f)));
  }

  public static LogicalPlan mapUp(LogicalPlan tree, UnaryOperator<LogicalPlan> f) {
    return f.apply(tree.mapChildren(child -> mapUp(child, f)));
  }

  public static boolean any(Expression tree, Predicate<Expression> condition) {
    return condition.test(tree)
        || ScalaCollections.list(tree.children()).stream().anyMatch(c -> any(c, condition));
  }

  public static boolean any(LogicalPlan tree, Predicate<LogicalPlan> condition) {
    return condition.test(tree)
        || ScalaCollections.list(tree.children()).stream().anyMatch(c -> any(c, condition));
  }

  public static void forEach(Expression tree, Consumer<Expression> f) {
    f.accept(tree);
    ScalaCollections.list(tree.children()).forEach(child -> forEach(child, f));
  }
}
