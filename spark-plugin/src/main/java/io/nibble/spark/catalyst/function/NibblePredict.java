package io.nibble.spark.catalyst.function;

import io.nibble.spark.conf.ScoringSettings;
import io.nibble.spark.models.ModelReference;
import io.nibble.spark.score.FeatureFormat;
import io.nibble.spark.score.RowScorer;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/**
 * A call of {@code nibble_predict}: the scores of a model, ARRAY&lt;FLOAT&gt;, for features.
 *
 * <p>Evaluated as an expression it scores row by row, which is always correct. Plans replace it by
 * {@code NibblePredictExec} wherever they can.
 */
public final class NibblePredict extends FunctionCall {
  public static final String NAME = "nibble_predict";
  public static final DataType RESULT = new ArrayType(DataTypes.FloatType, false);

  private static final long serialVersionUID = 1L;

  private final ModelReference model;
  private final Expression features;
  private final FeatureFormat format;
  private final ScoringSettings settings;
  private transient RowScorer scorer;

  /**
   * @param format how to read what {@code features} evaluates to
   */
  public NibblePredict(
      ModelReference model, Expression features, FeatureFormat format, ScoringSettings settings) {
    super(features);
    this.model = model;
    this.features = features;
    this.format = format;
    this.settings = settings;
  }

  public ModelReference model() {
    return model;
  }

  public Expression features() {
    return features;
  }

  public ScoringSettings settings() {
    return settings;
  }

  public FeatureFormat format() {
    return format;
  }

  public NibblePredict withSettings(ScoringSettings others) {
    return new NibblePredict(model, features, format, others);
  }

  @Override
  public DataType dataType() {
    return RESULT;
  }

  @Override
  public Object eval(InternalRow row) {
    float[] scores = scorer().score(features.eval(row));
    return scores == null ? null : UnsafeArrayData.fromPrimitiveArray(scores);
  }

  private synchronized RowScorer scorer() {
    if (scorer == null) {
      scorer = new RowScorer(model, settings, format);
    }
    return scorer;
  }

  @Override
  public String prettyName() {
    return NAME;
  }

  @Override
  public String toString() {
    return NAME + "(" + model.fileName() + ", " + features + ")";
  }

  @Override
  public String sql() {
    return sql(NAME);
  }

  NibblePredict withModel(ModelReference other) {
    return new NibblePredict(other, features, format, settings);
  }

  /** The text of a call of another function with the same arguments. */
  String sql(String function) {
    return function + "('" + model.path().replace("'", "\\'") + "', " + features.sql() + ")";
  }

  @Override
  public NibblePredict withChild(Expression other) {
    return new NibblePredict(model, other, format, settings);
  }

  /** Without the settings that change no score, so that what is cached under others is found. */
  @Override
  public Expression canonicalized() {
    return new NibblePredict(model, features.canonicalized(), format, settings.ofScores());
  }

  @Override
  List<Object> parts() {
    return List.of(model, features, format, settings);
  }
}
