package io.nibble.spark.differential;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The tables that all queries are about: t in three files, b with bad rows, p in partitions, u in
 * no file. Each has features of many forms and, computed once row by row, their scores.
 */
final class Tables {
  static final int WIDTH = 5;

  private static final String SCORES = "named_struct('p', %1$s, 'q', %2$s, 'c', %3$s) AS %4$s";

  private final Path directory;

  private Tables(Path directory) {
    this.directory = directory;
  }

  /** Writes the files. {@code spark} scores row by row. */
  static Tables write(SparkSession spark, Dialect functions, Path directory) {
    Tables tables = new Tables(directory);
    tables.write(spark, functions, "t", 40, 1, 3);
    tables.write(spark, functions, "b", 20, 2, 2);
    tables.write(spark, functions, "u", 10, 3, 1);
    spark
        .read()
        .parquet(tables.path("t"))
        .where("id < 20")
        .repartition(2)
        .write()
        .partitionBy("k")
        .parquet(tables.path("p"));
    return tables;
  }

  private String path(String table) {
    return directory.resolve("tables").resolve(table).toString();
  }

  private void write(
      SparkSession spark, Dialect functions, String name, int rows, long seed, int files) {
    spark
        .sql(inline(rows, seed, name.equals("b")))
        .selectExpr("*", "struct(n1, n2, n3, n4, n5) AS st", "to_json(f) AS js")
        .selectExpr(scores(functions))
        .repartition(files)
        .write()
        .parquet(path(name));
  }

  private static String[] scores(Dialect functions) {
    Map<String, String> columns = new TreeMap<>();
    List<Features> all = new ArrayList<>(Features.ofTable("x"));
    all.add(Features.standard("x"));
    all.forEach(f -> columns.put(f.scores(), scored(functions, f)));
    return Stream.concat(Stream.of("*"), columns.values().stream()).toArray(String[]::new);
  }

  private static String scored(Dialect functions, Features table) {
    Features f = Features.of(table.single().replace("x.", ""), table.scores().replace("x.", ""));
    return SCORES.formatted(
        functions.predict(f), functions.nested(f), functions.classify(f), f.scores());
  }

  private static String inline(int rows, long seed, boolean isBad) {
    Random random = new Random(seed);
    String values =
        IntStream.range(0, rows)
            .mapToObj(id -> row(id, random, isBad))
            .collect(Collectors.joining(", "));
    return "SELECT * FROM VALUES " + values + " AS x(id, k, x, f, d, i, n1, n2, n3, n4, n5)";
  }

  private static String row(int id, Random random, boolean isBad) {
    boolean isMissing = id % 9 == 4;
    String f = isMissing ? "NULL" : array("FLOAT", isBad && id % 5 == 1 ? 3 : WIDTH, random);
    String d = isMissing ? "NULL" : array("DOUBLE", WIDTH, random);
    String numbers =
        random.doubles(WIDTH, -2, 2).mapToObj(n -> n + "D").collect(Collectors.joining(", "));
    return "(%d, %d, %sF, %s, %s, array(%s), %s)"
        .formatted(id, id % 7, random.nextInt(9), f, d, ints(random), numbers);
  }

  private static String array(String type, int width, Random random) {
    return random
        .doubles(width, -2, 2)
        .mapToObj(n -> type + "(" + n + "D)")
        .collect(Collectors.joining(", ", "array(", ")"));
  }

  private static String ints(Random random) {
    return random.ints(WIDTH, -3, 4).mapToObj(String::valueOf).collect(Collectors.joining(", "));
  }

  /** Makes the tables known to {@code spark}, and a view and a cached table with calls. */
  void register(SparkSession spark, Dialect dialect) {
    for (String name : List.of("t", "b", "p")) {
      spark.read().parquet(path(name)).createOrReplaceTempView(name);
    }
    Dataset<Row> small = spark.read().parquet(path("u"));
    spark.createDataFrame(small.collectAsList(), small.schema()).createOrReplaceTempView("u");
    String f = dialect.predict(Features.standard("t"));
    String label = dialect.classify(Features.standard("t"));
    spark.sql("CREATE TEMP VIEW v AS SELECT id, k, " + f + "[1] AS x, f, sf FROM t");
    spark.sql("CACHE TABLE c AS SELECT id, k, " + label + ".score AS x, f, sf FROM t");
  }

  /** Pairs of features and scores of every row. */
  List<Row> known(SparkSession spark) {
    List<Row> pairs = new ArrayList<>();
    for (String name : List.of("t", "b", "u")) {
      Dataset<Row> table = spark.read().parquet(path(name)).as("x");
      for (Features f : Features.ofTable("x")) {
        pairs.addAll(table.selectExpr(f.single(), f.scores()).collectAsList());
      }
      pairs.addAll(table.selectExpr("f", "sf").collectAsList());
    }
    return pairs;
  }
}
