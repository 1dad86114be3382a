package io.nibble.spark.catalyst;

import io.nibble.spark.conf.ScoringSettings;
import java.util.List;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.ExpressionInfo;
import org.apache.spark.sql.types.DataType;
import scala.Function1;
import scala.Option;
import scala.Tuple3;
import scala.collection.immutable.Seq;

/** The SQL function {@code nibble_predict(model, features)}. */
public final class PredictFunction {
  private static final String USAGE =
      "_FUNC_(model, features) - Returns the scores of `model` for `features`.";
  private static final String ARGUMENTS =
      """

          Arguments:
            * model - path of a .nibble file on any Hadoop file system, a constant string
            * features - ARRAY<FLOAT>, ARRAY<DOUBLE> or an ML vector, as long as the model's input
      """;
  private static final String EXAMPLES =
      """

          Examples:
            > SELECT id, _FUNC_('hdfs:///models/ranker.nibble', features) AS scores FROM t;
             1	[0.25,0.75]
      """;

  private PredictFunction() {}

  /** Name, help and builder, as {@code SparkSessionExtensions.injectFunction} takes them. */
  public static Tuple3<FunctionIdentifier, ExpressionInfo, Function1<Seq<Expression>, Expression>>
      description() {
    return new Tuple3<>(
        new FunctionIdentifier(NibblePredict.NAME),
        new ExpressionInfo(
            NibblePredict.class.getName(),
            null,
            NibblePredict.NAME,
            USAGE,
            ARGUMENTS,
            EXAMPLES,
            "",
            "misc_funcs",
            "0.1.0",
            "",
            "built-in"),
        arguments -> call(ScalaCollections.list(arguments)));
  }

  private static Expression call(List<Expression> arguments) {
    if (arguments.size() != 2) {
      throw AnalysisErrors.raise(
          "expected 2 arguments, (model, features), found " + arguments.size(), null);
    }
    ScoringSettings settings = SessionConf.current().scoring();
    Expression features = features(arguments.get(1));
    return new NibblePredict(ModelArgument.resolve(arguments.get(0), settings), features, settings);
  }

  private static Expression features(Expression argument) {
    if (FeatureType.of(argument.dataType()).isPresent()) {
      return argument;
    }
    return FeatureType.castOf(argument.dataType())
        .map(type -> cast(argument, type))
        .orElseThrow(() -> AnalysisErrors.raise(wrongType(argument), null));
  }

  private static Expression cast(Expression argument, DataType type) {
    return new Cast(argument, type, Option.empty());
  }

  static String wrongType(Expression features) {
    return "features are "
        + features.dataType().sql()
        + ", expected "
        + FeatureType.ACCEPTED
        + ": "
        + features.sql();
  }
}
