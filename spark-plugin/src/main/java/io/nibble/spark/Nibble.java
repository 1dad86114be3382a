package io.nibble.spark;

import static org.apache.spark.sql.functions.call_function;
import static org.apache.spark.sql.functions.lit;

import io.nibble.spark.conf.NibbleConf;
import io.nibble.spark.models.ModelReference;
import io.nibble.spark.models.ModelRegistry;
import io.nibble.spark.scala.Compatibility;
import io.nibble.spark.score.RowScorer;
import io.nibble.spark.score.udf.FieldPlaces;
import io.nibble.spark.score.udf.ObjectFormat;
import java.io.IOException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;

/** Nibble from Java and Scala. */
public final class Nibble {
  private Nibble() {}

  /**
   * Scores of a model, ARRAY&lt;FLOAT&gt;: the same as SQL's {@code nibble_predict('path',
   * features)}.
   *
   * @param path a .nibble file on any Hadoop file system
   * @param features ARRAY&lt;FLOAT&gt;, ARRAY&lt;DOUBLE&gt;, an ML vector or a struct of numbers
   */
  public static Column predict(String path, Column features) {
    return call_function("nibble_predict", lit(path), features);
  }

  /**
   * The highest score of a model and its label, STRUCT&lt;label: STRING, score: FLOAT&gt;: the same
   * as SQL's {@code nibble_classify('path', features)}. The model must have output names.
   *
   * @param path a .nibble file on any Hadoop file system
   * @param features as of {@link #predict}
   */
  public static Column classify(String path, Column features) {
    return call_function("nibble_classify", lit(path), features);
  }

  /**
   * Registers a classic UDF of one argument, for sessions that can set neither plugins nor
   * extensions. Its scores have the same bits as those of {@code nibble_predict}; it is slower, as
   * Spark hands it one row at a time. It keeps the settings of the session at this moment.
   *
   * @throws IOException if the file cannot be read
   * @throws io.nibble.file.ModelException if it is no sound model
   */
  public static void register(SparkSession spark, String name, String path) throws IOException {
    Compatibility.checkScala();
    ModelReference model = ModelRegistry.model(spark, path);
    boolean caseSensitive = Boolean.parseBoolean(spark.conf().get("spark.sql.caseSensitive"));
    FieldPlaces fields = new FieldPlaces(model.header().inputNames(), caseSensitive);
    RowScorer scorer =
        new RowScorer(model, NibbleConf.of(spark).scoring(), new ObjectFormat(fields));
    UDF1<Object, float[]> udf = scorer::score;
    spark.udf().register(name, udf, DataTypes.createArrayType(DataTypes.FloatType, false));
  }

  /**
   * Frees a model on the Spark driver and on all executors; where tasks use it, when they end.
   * Executors hear of it within seconds. The next query that names the path reads the file again.
   *
   * @param path as the queries spell it
   * @return whether it was known
   */
  public static boolean unload(String path) {
    return ModelRegistry.unload(path);
  }
}
