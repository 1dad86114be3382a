package io.nibble.spark.catalyst;

import io.nibble.model.ModelException;
import io.nibble.spark.broadcast.KernelChoice;
import io.nibble.spark.broadcast.ModelReference;
import io.nibble.spark.broadcast.ModelRegistry;
import io.nibble.spark.conf.ScoringSettings;
import java.io.FileNotFoundException;
import java.io.IOException;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.RuntimeReplaceable;
import org.apache.spark.sql.types.StringType;

/**
 * The first argument of {@code nibble_predict}, turned into a model while the query is analysed.
 */
final class ModelArgument {
  private ModelArgument() {}

  /**
   * The model that {@code argument} names.
   *
   * @throws InvalidCallException if there is none to be had
   */
  static ModelReference resolve(Expression argument, ScoringSettings settings) {
    String path = path(argument);
    SparkContext spark = SparkSession.active().sparkContext();
    if (spark.isLocal()) {
      checkKernels(path, settings);
    }
    ModelRegistry models = ModelRegistry.of(spark);
    try {
      return models.model(path);
    } catch (ModelException e) {
      throw new InvalidCallException("model " + path + ": " + e.reason(), e);
    } catch (FileNotFoundException e) {
      throw new InvalidCallException(
          "model " + path + ": no such file (" + e.getMessage() + ")", e);
    } catch (IOException | RuntimeException e) {
      // Of file systems, which throw what they like: one that is not on the class path, for
      // example.
      throw new InvalidCallException("model " + path + ": cannot be read: " + e.getMessage(), e);
    }
  }

  private static String path(Expression argument) {
    Expression constant = Trees.mapUp(argument, ModelArgument::replacement);
    if (!constant.foldable() || !(constant.dataType() instanceof StringType)) {
      throw new InvalidCallException(
          "model is "
              + argument.sql()
              + ", expected a constant string: the path of a model. Write the path as a literal.");
    }
    Object path = constant.eval(null);
    if (path == null) {
      throw new InvalidCallException(
          "model is NULL, expected the path of a model. Write the path as a literal.");
    }
    return path.toString();
  }

  // Functions defined by other functions cannot be evaluated before the optimizer replaces them.
  private static Expression replacement(Expression expression) {
    return expression instanceof RuntimeReplaceable replaceable
        ? replaceable.replacement()
        : expression;
  }

  // Elsewhere the executors decide: their machines may be others than the Spark driver's.
  private static void checkKernels(String path, ScoringSettings settings) {
    try {
      KernelChoice.of(settings);
    } catch (IllegalStateException e) {
      throw new InvalidCallException("model " + path + " cannot be scored: " + e.getMessage(), e);
    }
  }
}
