package io.nibble.spark.catalyst.function;

import io.nibble.spark.models.Build;
import io.nibble.spark.scala.ScalaCollections;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.codegen.CodegenContext;
import org.apache.spark.sql.catalyst.expressions.codegen.CodegenFallback;
import org.apache.spark.sql.catalyst.expressions.codegen.ExprCode;
import org.apache.spark.sql.catalyst.trees.TreePattern;
import org.apache.spark.sql.catalyst.trees.TreePatternBits;
import scala.Enumeration;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Seq;

/** A function of one expression, NULL if that is: what a case class would have in Scala. */
public abstract class FunctionCall extends Expression implements CodegenFallback, Serializable {
  private static final long serialVersionUID = 1L;

  // Spark keeps such bits of what is in a tree at its root. Ours cannot be added; a call shares the
  // bit of Spark's own UDFs, which rules look for before they look for the class.
  private static final Enumeration.Value PATTERN = TreePattern.SCALA_UDF();

  private final Build build = Build.HERE;
  private final Seq<Expression> children;

  FunctionCall(Expression child) {
    this.children = ScalaCollections.seq(List.of(child));
  }

  /** False only if there is no call in {@code tree}: at no cost, however large it is. */
  public static boolean mayBeIn(TreePatternBits tree) {
    return tree.containsPattern(PATTERN);
  }

  @Override
  public Seq<Enumeration.Value> nodePatterns() {
    return ScalaCollections.seq(List.of(PATTERN));
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
