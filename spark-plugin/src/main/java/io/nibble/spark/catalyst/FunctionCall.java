package io.nibble.spark.catalyst;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.codegen.CodegenContext;
import org.apache.spark.sql.catalyst.expressions.codegen.CodegenFallback;
import org.apache.spark.sql.catalyst.expressions.codegen.ExprCode;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Seq;

/** A function of one expression, NULL if that is: what a case class would have in Scala. */
abstract class FunctionCall extends Expression implements CodegenFallback, Serializable {
  private static final long serialVersionUID = 1L;

  private final Seq<Expression> children;

  FunctionCall(Expression child) {
    this.children = ScalaCollections.seq(List.of(child));
  }

  /** The arguments of the constructor, which Spark calls with others of them. */
  abstract List<Object> parts();

  abstract Expression withChild(Expression child);

  @Override
  public boolean nullable() {
    return true;
  }

  @Override
  public ExprCode doGenCode(CodegenContext context, ExprCode code) {
    return CodegenFallback.super.doGenCode(context, code);
  }

  @Override
  public Seq<Expression> children() {
    return children;
  }

  @Override
  public Expression withNewChildrenInternal(IndexedSeq<Expression> newChildren) {
    return withChild(newChildren.head());
  }

  @Override
  public int productArity() {
    return parts().size();
  }

  @Override
  public Object productElement(int n) {
    return parts().get(n);
  }

  @Override
  public boolean canEqual(Object other) {
    return getClass().isInstance(other);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FunctionCall call
        && call.getClass() == getClass()
        && call.parts().equals(parts());
  }

  @Override
  public int hashCode() {
    return super.hashCode();
  }
}
