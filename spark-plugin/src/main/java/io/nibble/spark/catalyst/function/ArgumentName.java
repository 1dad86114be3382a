package io.nibble.spark.catalyst.function;

import java.util.Optional;
import org.apache.spark.sql.catalyst.analysis.TempResolvedColumn;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GetMapValue;
import org.apache.spark.sql.catalyst.expressions.GetStructField;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.NamedArgumentExpression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.types.StringType;

/**
 * The name of an argument: the one that Spark gives it as a field of {@code struct(…)}, or, under a
 * cast, as a column of SELECT.
 */
final class ArgumentName {
  private ArgumentName() {}

  /** The name of {@code argument}; empty for literals, operators and calls of functions. */
  static Optional<String> of(Expression argument) {
    if (argument instanceof NamedArgumentExpression named) {
      return Optional.of(named.key());
    }
    if (argument instanceof NamedExpression named) {
      return Optional.of(named.name());
    }
    if (argument instanceof GetStructField field) {
      return Optional.of(field.extractFieldName());
    }
    if (argument instanceof GetMapValue value) {
      return key(value);
    }
    return argument instanceof Cast || argument instanceof TempResolvedColumn
        ? of(argument.children().head())
        : Optional.empty();
  }

  private static Optional<String> key(GetMapValue value) {
    return value.key() instanceof Literal key && key.dataType() instanceof StringType
        ? Optional.of(key.value().toString())
        : Optional.empty();
  }

  /** What is under a name given as in {@code age => 30}. */
  static Expression value(Expression argument) {
    return argument instanceof NamedArgumentExpression named ? named.value() : argument;
  }
}
