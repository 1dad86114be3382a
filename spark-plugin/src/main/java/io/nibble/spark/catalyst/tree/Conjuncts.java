package io.nibble.spark.catalyst.tree;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.And;
import org.apache.spark.sql.catalyst.expressions.Expression;

/** The parts of a condition that all have to hold. */
public final class Conjuncts {
  private Conjuncts() {}

  public static List<Expression> of(Expression condition) {
    if (!(condition instanceof And and)) {
      return List.of(condition);
    }
    List<Expression> both = new ArrayList<>(of(and.left()));
    both.addAll(of(and.right()));
    return both;
  }

  public static Expression and(List<Expression> conditions) {
    return conditions.stream().reduce(And::new).orElseThrow();
  }
}
