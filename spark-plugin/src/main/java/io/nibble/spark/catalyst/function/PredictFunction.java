package io.nibble.spark.catalyst.function;

import io.nibble.spark.conf.NibbleConf;
import io.nibble.spark.conf.ScoringSettings;
import io.nibble.spark.models.ModelReference;
import io.nibble.spark.scala.ScalaCollections;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.ExpressionInfo;
import scala.Function1;
import scala.Tuple3;
import scala.collection.immutable.Seq;

/** The SQL functions {@code nibble_predict}, {@code nibble_classify}, {@code nibble_features}. */
public final class PredictFunction {
  private static final String ARGUMENTS =
      """

          Arguments:
            * model - path of a .nibble file on any Hadoop file system, a constant string
            * features - ARRAY<FLOAT>, ARRAY<DOUBLE> or an ML vector, as long as the model's input;
                or a struct of numbers, or several numbers, one for each input of the model;
                they go by their names if the model's inputs have names
      """;

  private static final String FEATURES = "nibble_features";

  private PredictFunction() {}

  /** Name, help and builder, as {@link BuiltinFunctions} takes them. */
  public static Tuple3<FunctionIdentifier, ExpressionInfo, Function1<Seq<Expression>, Expression>>
      predict() {
    return describe(
        NibblePredict.NAME,
        "_FUNC_(model, features) - Returns the scores of `model` for `features`.",
        """

            Examples:
              > SELECT id, _FUNC_('hdfs:///models/ranker.nibble', features) AS scores FROM t;
               1	[0.25,0.75]
        """,
        call -> call);
  }

  /** As {@link #predict()}. */
  public static Tuple3<FunctionIdentifier, ExpressionInfo, Function1<Seq<Expression>, Expression>>
      classify() {
    return describe(
        TopLabel.NAME,
        "_FUNC_(model, features) - Returns the highest score of `model` for `features` and its"
            + " label.",
        """

            Examples:
              > SELECT id, _FUNC_('hdfs:///models/pets.nibble', features) AS top FROM t;
               1	{"label":"cat","score":0.75}
        """,
        TopLabel::of);
  }

  /** As {@link #predict()}. */
  public static Tuple3<FunctionIdentifier, ExpressionInfo, Function1<Seq<Expression>, Expression>>
      features() {
    return describe(
        FEATURES,
        "_FUNC_(model, features) - Returns the features that `model` gets for `features`: an array"
            + " or vector as it is or cast, numbers as an array in the model's order.",
        """

            Examples:
              > SELECT id, _FUNC_('hdfs:///models/ranker.nibble', income, age) AS features FROM t;
               1	[35.0,52000.0]
        """,
        FeatureArray::of);
  }

  private static Tuple3<FunctionIdentifier, ExpressionInfo, Function1<Seq<Expression>, Expression>>
      describe(
          String name, String usage, String examples, Function<NibblePredict, Expression> result) {
    return new Tuple3<>(
        new FunctionIdentifier(name),
        new ExpressionInfo(
            NibblePredict.class.getName(),
            null,
            name,
            usage,
            ARGUMENTS,
            examples,
            "",
            "misc_funcs",
            "0.1.0",
            "",
            "built-in"),
        arguments -> checked(name, () -> result.apply(call(arguments))));
  }

  private static Expression checked(String function, Supplier<Expression> call) {
    try {
      return call.get();
    } catch (InvalidCallException e) {
      throw AnalysisErrors.raise(function, e);
    }
  }

  private static NibblePredict call(Seq<Expression> arguments) {
    List<Expression> all = ScalaCollections.list(arguments);
    if (all.size() < 2) {
      throw new InvalidCallException(
          "expected 2 arguments, (model, features), found " + all.size() + ". Give both.");
    }
    // Not Spark's own configuration: while it resolves the text of a view or of a SQL function,
    // that
    // is the one stored with the text, which has none of our settings.
    ScoringSettings settings = NibbleConf.of(SparkSession.active()).scoring();
    ModelReference model = ModelArgument.resolve(all.get(0), settings);
    Features features = FeatureArguments.of(all.subList(1, all.size()), model);
    return new NibblePredict(model, features.expression(), features.format(), settings);
  }
}
