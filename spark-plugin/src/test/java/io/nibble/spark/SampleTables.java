package io.nibble.spark;

import io.nibble.build.ModelFixtures;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Three models and two tables that the tests of queries share.
 *
 * <p>{@code t}: {@link #ROWS} rows, Parquet. id 0, 1, …; k = id % 7; features f (float), d
 * (double), i (int), v (vector, dense and sparse in turn), all NULL where id % 17 = 3. {@code bad}:
 * the same columns but v; f has NULL elements, NaN, infinity and wrong lengths in every other row.
 */
public final class SampleTables {
  public static final int ROWS = 230;
  public static final int WIDTH = 8;

  /** Rows of t with features. */
  public static final int SCORED =
      (int) java.util.stream.IntStream.range(0, ROWS).filter(SampleTables::hasFeatures).count();

  /** Names of the second model's scores. */
  public static final List<String> LABELS = List.of("low", "middle", "hïgh");

  private final String model;
  private final String second;
  private final String dear;

  private SampleTables(String model, String second, String dear) {
    this.model = model;
    this.second = second;
    this.dear = dear;
  }

  public static SampleTables create(SparkFixture spark) {
    String model = ModelFixtures.mlp(spark.directory().resolve("m.nibble"), 7, WIDTH, 40, 5);
    String second = ModelFixtures.mlp(spark.directory().resolve("second.nibble"), 8, LABELS, 5, 3);
    String dear = ModelFixtures.mlp(spark.directory().resolve("dear.nibble"), 9, WIDTH, 256, 512);
    write(spark, "t", rows(), schema());
    write(spark, "bad", badRows(), schema());
    return new SampleTables(model, second, dear);
  }

  /** A model of 8 features and 5 scores. */
  public String model() {
    return model;
  }

  /** A model of 5 features and 3 scores. */
  public String second() {
    return second;
  }

  /**
   * {@code sql} with its abbreviations: P(x) scores x by the model, Q(x) by the second one, C(x)
   * gives the second one's label.
   */
  public String expand(String sql) {
    return sql.replace("P(", "nibble_predict('" + model + "', ")
        .replace("Q(", "nibble_predict('" + second + "', ")
        .replace("C(", "nibble_classify('" + second + "', ");
  }

  /** {@code sql} where P(x) scores x by a model that takes longer than a shuffle. */
  public String expandDear(String sql) {
    return sql.replace("P(", "nibble_predict('" + dear + "', ");
  }

  public static boolean hasFeatures(int id) {
    return id % 17 != 3;
  }

  private static StructType schema() {
    return new StructType()
        .add("id", DataTypes.IntegerType)
        .add("k", DataTypes.IntegerType)
        .add("f", DataTypes.createArrayType(DataTypes.FloatType))
        .add("d", DataTypes.createArrayType(DataTypes.DoubleType))
        .add("i", DataTypes.createArrayType(DataTypes.IntegerType))
        .add("v", SQLDataTypes.VectorType());
  }

  private static void write(SparkFixture spark, String name, List<Row> rows, StructType schema) {
    SparkSession session = spark.session();
    String path = spark.directory().resolve(name).toString();
    session.createDataFrame(rows, schema).repartition(3).write().parquet(path);
    session.read().parquet(path).createOrReplaceTempView(name);
  }

  private static List<Row> rows() {
    Random random = new Random(20);
    List<Row> rows = new ArrayList<>();
    for (int id = 0; id < ROWS; id++) {
      rows.add(
          hasFeatures(id)
              ? row(id, random)
              : RowFactory.create(id, id % 7, null, null, null, null));
    }
    return rows;
  }

  private static Row row(int id, Random random) {
    List<Float> floats = new ArrayList<>();
    List<Double> doubles = new ArrayList<>();
    List<Integer> ints = new ArrayList<>();
    for (int n = 0; n < WIDTH; n++) {
      floats.add((float) random.nextGaussian());
      doubles.add(random.nextGaussian());
      ints.add(random.nextInt(9) - 4);
    }
    Vector dense = Vectors.dense(doubles.stream().mapToDouble(x -> x).toArray());
    Vector vector =
        id % 2 == 0 ? dense : Vectors.sparse(WIDTH, new int[] {1, 6}, new double[] {2, -1});
    return RowFactory.create(id, id % 7, floats, doubles, ints, vector);
  }

  private static List<Row> badRows() {
    Random random = new Random(21);
    List<Row> rows = new ArrayList<>();
    for (int id = 0; id < 60; id++) {
      Row good = row(id, random);
      List<Float> f = new ArrayList<>(good.<List<Float>>getAs(2));
      spoil(f, id % 10);
      rows.add(RowFactory.create(id, id % 7, f, null, null, null));
    }
    return rows;
  }

  private static void spoil(List<Float> f, int how) {
    switch (how) {
      case 1 -> f.set(5, null);
      case 3 -> f.set(0, Float.NaN);
      case 5 -> f.set(7, Float.NEGATIVE_INFINITY);
      case 7 -> f.remove(0);
      case 9 -> f.add(1f);
      default -> {}
    }
  }
}
