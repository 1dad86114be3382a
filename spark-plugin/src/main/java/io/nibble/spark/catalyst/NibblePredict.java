package io.nibble.spark.catalyst;

import io.nibble.spark.broadcast.ModelReference;
import io.nibble.spark.conf.ScoringSettings;
import io.nibble.spark.exec.RowScorer;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.analysis.TypeCheckResult;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/**
 * A call of {@code nibble_predict}: the scores of a model, ARRAY&lt;FLOAT&gt;, for features.
 *
 * <p>Evaluated as an expression it scores row by row, which is always correct. Plans replace it by
 * {@link NibblePredictExec} wherever they can.
 */
public final class NibblePredict extends FunctionCall {
  static final String NAME = "nibble_predict";
  static final DataType RESULT = new ArrayType(DataTypes.FloatType, false);

  private static final long serialVersionUID = 1L;

  private final ModelReference model;
  private final Expression features;
  private final ScoringSettings settings;
  private transient RowScorer scorer;

  public NibblePredict(ModelReference model, Expression features, ScoringSettings settings) {
    super(features);
    this.model = model;
    this.features = features;
    this.settings = settings;
  }

  ModelReference model() {
    return model;
  }

  Expression features() {
    return features;
  }

  ScoringSettings settings() {
    return settings;
  }

  /** The form of the features; only once they are resolved. */
  FeatureType featureType() {
    return FeatureType.of(features.dataType()).orElseThrow();
  }

  @Override
  public DataType dataType() {
    return RESULT;
  }

  @Override
  public TypeCheckResult checkInputDataTypes() {
    return FeatureType.of(features.dataType()).isPresent()
        ? TypeCheckResult.TypeCheckSuccess$.MODULE$
        : new TypeCheckResult.TypeCheckFailure(FeatureArguments.wrongType(features));
  }

  @Override
  public Object eval(InternalRow row) {
    float[] scores = scorer().score(features.eval(row));
    return scores == null ? null : UnsafeArrayData.fromPrimitiveArray(scores);
  }

  private synchronized RowScorer scorer() {
    if (scorer == null) {
      scorer = new RowScorer(model, settings, featureType());
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

  /** The text of a call of another function with the same arguments. */
  String sql(String function) {
    return function + "('" + model.path().replace("'", "\\'") + "', " + features.sql() + ")";
  }

  @Override
  NibblePredict withChild(Expression other) {
    return new NibblePredict(model, other, settings);
  }

  @Override
  List<Object> parts() {
    return List.of(model, features, settings);
  }
}
