package io.nibble.spark.catalyst.function;

import io.nibble.spark.scala.ScalaCollections;
import io.nibble.spark.watch.ExecutorReports;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.ExpressionInfo;
import org.apache.spark.sql.catalyst.plans.logical.LocalRelation;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.types.DataTypeUtils;
import scala.Function1;
import scala.Tuple3;
import scala.collection.immutable.Seq;

/**
 * The SQL table function {@code nibble_executors()}: a row for each executor of the application.
 * The rows are those of the moment at which the query is analysed.
 */
public final class ExecutorsFunction {
  static final String NAME = "nibble_executors";

  private ExecutorsFunction() {}

  /** Name, help and builder, as {@link BuiltinFunctions} takes them. */
  public static Tuple3<FunctionIdentifier, ExpressionInfo, Function1<Seq<Expression>, LogicalPlan>>
      table() {
    return new Tuple3<>(
        new FunctionIdentifier(NAME),
        new ExpressionInfo(
            ExecutorsFunction.class.getName(),
            null,
            NAME,
            "_FUNC_() - Returns what scores on each executor, what it holds and what it has done.",
            "",
            """

                Examples:
                  > SELECT executor, host, isa, problem, models FROM _FUNC_();
                   1	worker-7	avx512vnni	NULL	2
            """,
            "",
            "table_funcs",
            "0.1.0",
            "",
            "built-in"),
        ExecutorsFunction::rows);
  }

  private static LogicalPlan rows(Seq<Expression> arguments) {
    if (!arguments.isEmpty()) {
      throw invalid("expected no arguments, found " + arguments.size() + ". Give none.");
    }
    if (!ExecutorReports.isListening()) {
      throw invalid(
          "executors report to the plugin, which is not there. Start the application with"
              + " spark.plugins=io.nibble.spark.NibblePlugin.");
    }
    List<Row> rows = ExecutorReports.states().stream().map(ExecutorRow::of).toList();
    return LocalRelation.fromExternalRows(
        ScalaCollections.seq(ScalaCollections.list(DataTypeUtils.toAttributes(ExecutorRow.SCHEMA))),
        ScalaCollections.seq(rows));
  }

  private static RuntimeException invalid(String message) {
    return AnalysisErrors.raise(NAME, new InvalidCallException(message));
  }
}
