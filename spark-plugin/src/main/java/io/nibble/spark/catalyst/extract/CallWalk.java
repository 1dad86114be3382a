package io.nibble.spark.catalyst.extract;

import io.nibble.spark.catalyst.function.NibblePredict;
import io.nibble.spark.catalyst.plan.Calls;
import io.nibble.spark.scala.ScalaCollections;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.apache.spark.sql.catalyst.expressions.And;
import org.apache.spark.sql.catalyst.expressions.BinaryExpression;
import org.apache.spark.sql.catalyst.expressions.CaseWhen;
import org.apache.spark.sql.catalyst.expressions.Coalesce;
import org.apache.spark.sql.catalyst.expressions.ConditionalExpression;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.If;
import org.apache.spark.sql.catalyst.expressions.Or;
import org.apache.spark.sql.catalyst.expressions.aggregate.AggregateExpression;

/**
 * Walks over an expression and rewrites its innermost calls, those without another call inside,
 * with the guard that holds where each stands.
 */
final class CallWalk {
  /** How much the guards say. */
  enum Guards {
    /** What an expression that stands there may rely on. */
    BRANCHES,
    /** Also that an operand is not evaluated after one that is NULL. */
    OPERANDS
  }

  private final BiFunction<NibblePredict, Guard, Expression> rewrite;
  private final Guards guards;
  private final NullOperands operands = new NullOperands();

  private CallWalk(BiFunction<NibblePredict, Guard, Expression> rewrite, Guards guards) {
    this.rewrite = rewrite;
    this.guards = guards;
  }

  static Expression rewrite(
      Expression expression, Guards guards, BiFunction<NibblePredict, Guard, Expression> rewrite) {
    return new CallWalk(rewrite, guards).conjuncts(expression);
  }

  // AND around all else joins the parts of a filter or of a join, which may go separate ways.
  private Expression conjuncts(Expression e) {
    return e instanceof And ? e.mapChildren(this::conjuncts) : walk(e, Guard.ALWAYS);
  }

  private Expression walk(Expression e, Guard guard) {
    if (e instanceof NibblePredict call && !Calls.in(call.features())) {
      return rewrite.apply(call, guard);
    }
    if (Sites.isOpaque(e)) {
      return e;
    }
    if (e instanceof If || e instanceof CaseWhen) {
      return conditions(e, guard);
    }
    if (e instanceof Coalesce) {
      return alternatives(e, guard);
    }
    if (e instanceof And and) {
      return new And(walk(and.left(), guard), walk(and.right(), guard.ifNotFalse(and.left())));
    }
    if (e instanceof Or or) {
      return new Or(walk(or.left(), guard), walk(or.right(), guard.ifNotTrue(or.left())));
    }
    if (e instanceof ConditionalExpression conditional) {
      return alwaysEvaluated(conditional, guard);
    }
    if (e instanceof AggregateExpression aggregate && aggregate.filter().isDefined()) {
      return filtered(aggregate, guard);
    }
    if (guards == Guards.OPERANDS && NullOperands.areOf(e)) {
      return operands((BinaryExpression) e, guard);
    }
    ScalaCollections.list(e.children()).forEach(operands::define);
    return e.mapChildren(child -> walk(child, guard));
  }

  private Expression operands(BinaryExpression e, Guard guard) {
    Guard ofRight = operands.ofRight(e.left(), e.right(), guard);
    List<Expression> walked = List.of(walk(e.left(), guard), walk(e.right(), ofRight));
    return e.withNewChildren(ScalaCollections.seq(walked));
  }

  // The children of CASE are condition, value, …, and perhaps a last value; those of IF the same.
  private Expression conditions(Expression e, Guard guard) {
    List<Expression> children = ScalaCollections.list(e.children());
    List<Expression> walked = new ArrayList<>();
    Guard here = guard;
    int i = 0;
    for (; i + 1 < children.size(); i += 2) {
      Expression condition = children.get(i);
      walked.add(walk(condition, here));
      walked.add(walk(children.get(i + 1), here.ifTrue(condition)));
      here = here.ifNotTrue(condition);
    }
    if (i < children.size()) {
      walked.add(walk(children.get(i), here));
    }
    return e.withNewChildren(ScalaCollections.seq(walked));
  }

  private Expression alternatives(Expression e, Guard guard) {
    List<Expression> walked = new ArrayList<>();
    Guard here = guard;
    for (Expression child : ScalaCollections.list(e.children())) {
      walked.add(walk(child, here));
      here = here.ifNull(child);
    }
    return e.withNewChildren(ScalaCollections.seq(walked));
  }

  private Expression alwaysEvaluated(ConditionalExpression e, Guard guard) {
    List<Expression> inputs = ScalaCollections.list(e.alwaysEvaluatedInputs());
    return ((Expression) e)
        .mapChildren(child -> inputs.contains(child) ? walk(child, guard) : child);
  }

  private Expression filtered(AggregateExpression aggregate, Guard guard) {
    Expression filter = aggregate.filter().get();
    Expression walkedFilter = walk(filter, guard);
    return aggregate.mapChildren(
        child -> child == filter ? walkedFilter : walk(child, guard.ifTrue(filter)));
  }
}
