package io.nibble.spark.catalyst.function;

import io.nibble.file.ModelException;
import io.nibble.spark.catalyst.tree.Trees;
import io.nibble.spark.conf.ScoringSettings;
import io.nibble.spark.models.GoneModel;
import io.nibble.spark.models.KernelChoice;
import io.nibble.spark.models.ModelReference;
import io.nibble.spark.models.ModelRegistry;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.AnalysisContext;
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
    try {
      return read(path, settings);
    } catch (InvalidCallException e) {
      return lastInView(path, e).orElseThrow(() -> e);
    }
  }

  /** The results of a view may be kept though its models are gone: see {@link GoneModel}. */
  private static Optional<ModelReference> lastInView(String path, InvalidCallException e) {
    return AnalysisContext.get().catalogAndNamespace().isEmpty()
        ? Optional.empty()
        : ModelRegistry.gone(path, e.getMessage(), e.getCause());
  }

  private static ModelReference read(String path, ScoringSettings settings) {
    SparkSession session = SparkSession.active();
    if (session.sparkContext().isLocal()) {
      checkKernels(path, settings);
    }
    try {
      return ModelRegistry.model(session, path);
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
