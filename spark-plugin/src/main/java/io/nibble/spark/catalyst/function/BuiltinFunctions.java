package io.nibble.spark.catalyst.function;

import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.analysis.FunctionRegistry$;
import org.apache.spark.sql.catalyst.analysis.FunctionRegistryBase;
import org.apache.spark.sql.catalyst.analysis.TableFunctionRegistry$;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.ExpressionInfo;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import scala.Function1;
import scala.Tuple3;
import scala.collection.immutable.Seq;

/**
 * Adds the SQL functions to those that every session of this JVM is built with. What extensions
 * inject instead is temporary to Spark, and no view or SQL function of the catalog may name it.
 */
public final class BuiltinFunctions {
  // The same objects for each session, as Spark warns of a function that replaces another.
  private static final Tuple3<
          FunctionIdentifier, ExpressionInfo, Function1<Seq<Expression>, Expression>>
      PREDICT = PredictFunction.predict();
  private static final Tuple3<
          FunctionIdentifier, ExpressionInfo, Function1<Seq<Expression>, Expression>>
      CLASSIFY = PredictFunction.classify();
  private static final Tuple3<
          FunctionIdentifier, ExpressionInfo, Function1<Seq<Expression>, Expression>>
      FEATURES = PredictFunction.features();
  private static final Tuple3<
          FunctionIdentifier, ExpressionInfo, Function1<Seq<Expression>, LogicalPlan>>
      EXECUTORS = ExecutorsFunction.table();

  private BuiltinFunctions() {}

  /** Adds them; to be called before a session is built, as often as one likes. */
  public static void register() {
    add(FunctionRegistry$.MODULE$.builtin(), PREDICT);
    add(FunctionRegistry$.MODULE$.builtin(), CLASSIFY);
    add(FunctionRegistry$.MODULE$.builtin(), FEATURES);
    add(TableFunctionRegistry$.MODULE$.builtin(), EXECUTORS);
  }

  private static <T> void add(
      FunctionRegistryBase<T> registry,
      Tuple3<FunctionIdentifier, ExpressionInfo, Function1<Seq<Expression>, T>> function) {
    registry.registerFunction(function._1(), function._2(), function._3());
  }
}
