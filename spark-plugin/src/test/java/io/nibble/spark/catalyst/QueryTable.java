package io.nibble.spark.catalyst;

import static io.nibble.spark.SampleTables.ROWS;
import static io.nibble.spark.SampleTables.SCORED;
import static io.nibble.spark.SampleTables.hasFeatures;
import static io.nibble.spark.catalyst.QueryCase.ANY;
import static io.nibble.spark.catalyst.QueryCase.api;
import static io.nibble.spark.catalyst.QueryCase.sql;
import static org.apache.spark.sql.functions.call_function;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;

import io.nibble.spark.Nibble;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The queries whose answers must be those of the row-wise fallback. One line adds one. */
final class QueryTable {
  /** Pairs of rows of t with the same k, both with features. */
  private static final long PAIRS =
      IntStream.range(0, 7)
          .mapToLong(
              k -> IntStream.range(0, ROWS).filter(i -> i % 7 == k && hasFeatures(i)).count())
          .map(n -> n * n)
          .sum();

  static final long FEW = IntStream.range(0, 50).filter(id -> hasFeatures(id)).count();

  private QueryTable() {}

  static List<QueryCase> all() {
    return Stream.of(
            basics(),
            types(),
            filters(),
            aggregates(),
            branches(),
            joins(),
            subqueries(),
            PlacementTable.all())
        .flatMap(List::stream)
        .toList();
  }

  private static List<QueryCase> basics() {
    return List.of(
        sql("select", "SELECT id, P(f) s FROM t", 1, SCORED),
        sql("select star", "SELECT *, P(f) s FROM t", 1, SCORED),
        sql("only the score", "SELECT P(f) FROM t", 1, SCORED),
        api(
            "call_function",
            (spark, t) ->
                spark.table("t").select(call_function("nibble_predict", lit(t.model()), col("f"))),
            1,
            SCORED),
        api("expr", (spark, t) -> spark.table("t").select(expr(t.expand("P(f)[2]"))), 1, SCORED),
        api(
            "Nibble.predict",
            (spark, t) -> spark.table("t").withColumn("s", Nibble.predict(t.model(), col("f"))),
            1,
            SCORED),
        sql("twice the same call", "SELECT P(f)[0], P(f)[1], size(P(f)) FROM t", 1, SCORED),
        sql("two models", "SELECT P(f), Q(slice(f, 1, 5)) FROM t", 1, 2L * SCORED),
        sql("classify", "SELECT id, C(slice(f, 1, 5)) FROM t", 1, SCORED),
        sql("classify scores", "SELECT C(P(f)).label, Q(P(f)) FROM t", 2, 2L * SCORED),
        sql("nested calls", "SELECT id, Q(P(f)) FROM t", 2, 2L * SCORED),
        sql(
            "beside explode",
            "SELECT id, P(f), x FROM t LATERAL VIEW explode(slice(i, 1, 3)) e AS x",
            1,
            SCORED),
        sql(
            "of exploded",
            "SELECT id, P(x) FROM t LATERAL VIEW explode(array(f, f)) e AS x",
            1,
            2L * SCORED),
        sql("explode", "SELECT id, x FROM t LATERAL VIEW explode(P(f)) e AS x", 1, SCORED),
        sql("unused", "SELECT id FROM (SELECT id, P(f) s FROM t)", 0, 0),
        sql("sort by", "SELECT id, k FROM t SORT BY P(f)[3], id", 1, SCORED),
        sql("distribute by", "SELECT /*+ REPARTITION(4, k) */ id, P(f) FROM t", 1, SCORED),
        sql("union", "SELECT id, P(f) s FROM t UNION ALL SELECT id, P(d) FROM t", 2, 2L * SCORED),
        sql("distinct", "SELECT DISTINCT P(f)[1] > 0 FROM t", 1, SCORED),
        sql(
            "cte",
            "WITH c AS (SELECT id, P(f) s FROM t) SELECT a.id, b.s FROM c a JOIN c b ON a.id = b.id",
            1,
            SCORED));
  }

  private static List<QueryCase> types() {
    return List.of(
        sql("doubles", "SELECT id, P(d) FROM t", 1, SCORED),
        sql("ints", "SELECT id, P(i) FROM t", 1, SCORED),
        sql("decimals", "SELECT id, P(cast(d AS ARRAY<DECIMAL(20, 10)>)) FROM t", 1, SCORED),
        sql("vectors", "SELECT id, P(v) FROM t", 1, SCORED),
        sql("null literal", "SELECT id, P(NULL) FROM t", 1, 0),
        sql("computed", "SELECT id, P(transform(f, x -> x * 2)) FROM t", 1, SCORED),
        sql("literal", "SELECT id, P(array(1, 2, 3, 4, 5, 6, 7, 8)) FROM t", 1, ROWS),
        sql("columns", "SELECT Q(d[0], i[1], f[2], id, 1.5) FROM t WHERE f IS NOT NULL", 1, SCORED),
        sql("struct", "SELECT id, Q(if(id < 50, struct(id, k, 1, 2, 3), NULL)) FROM t", 1, 50),
        sql("star", "SELECT Q(*) FROM (SELECT id, k, id + k, id * k, 1 FROM t)", 1, ROWS),
        sql("struct field", "SELECT P(s.f) FROM (SELECT struct(f, id) s FROM t)", 1, SCORED),
        sql("no table", "SELECT P(array(1, 2, 3, 4, 5, 6, 7, 8))", 1, 1));
  }

  private static List<QueryCase> filters() {
    return List.of(
        sql("select and where", "SELECT id, P(f) FROM t WHERE P(f)[0] > 0", 1, SCORED),
        sql(
            "select and where, computed",
            "SELECT id, P(transform(f, x -> -x)) FROM t WHERE P(transform(f, x -> -x))[0] > 0",
            1,
            SCORED),
        sql("where beside", "SELECT id, P(f) FROM t WHERE id < 50", 1, FEW),
        sql("where beside and on", "SELECT id FROM t WHERE P(f)[0] > 0 AND id < 50", 1, FEW),
        sql("where above", "SELECT * FROM (SELECT id, P(f) s FROM t) WHERE id < 50", 1, FEW),
        sql("where or", "SELECT id FROM t WHERE P(f)[0] > 0 OR P(f)[1] > 0 OR k = 1", 1, SCORED),
        sql("is null", "SELECT id FROM t WHERE P(f) IS NULL", 1, SCORED),
        sql("between", "SELECT id FROM t WHERE P(f)[0] BETWEEN -0.1 AND 0.1", 1, SCORED),
        sql(
            "rand beside",
            "SELECT count(*) FROM t WHERE P(f)[0] > -100 AND rand(3) < 2",
            1,
            SCORED));
  }

  private static List<QueryCase> aggregates() {
    return List.of(
        sql(
            "aggregate of scores",
            "SELECT k, min(P(f)[0]), count(P(f)) FROM t GROUP BY k",
            1,
            SCORED),
        sql(
            "group by score",
            "SELECT P(f)[0] > 0 g, count(*) FROM t GROUP BY P(f)[0] > 0",
            1,
            SCORED),
        sql("group by scores", "SELECT P(f), count(*), P(f)[0] FROM t GROUP BY P(f)", 1, SCORED),
        sql("score of a group", "SELECT k, P(max(f)), count(*) c FROM t GROUP BY k", 1, 7),
        sql("score of a key", "SELECT P(f), count(*) FROM t WHERE id < 50 GROUP BY f", 1, FEW),
        sql("having", "SELECT k FROM t GROUP BY k HAVING max(P(f)[0]) > 0.2", 1, SCORED),
        sql("filter clause", "SELECT sum(id) FILTER (WHERE P(f)[0] > 0) FROM t", 1, SCORED),
        sql("filtered scores", "SELECT max(P(f)[0]) FILTER (WHERE id < 50) FROM t", 1, FEW),
        sql("rollup", "SELECT k, max(P(f)[0]) FROM t GROUP BY ROLLUP (k)", 1, SCORED),
        sql("cube", "SELECT k, id % 2, max(P(f)[0]) FROM t GROUP BY CUBE (k, id % 2)", 1, SCORED),
        sql(
            "rollup of scores",
            "SELECT P(f)[0] > 0, count(*) FROM t GROUP BY ROLLUP (1)",
            1,
            SCORED),
        sql(
            "distinct aggregate",
            "SELECT count(DISTINCT P(f)[0]), count(DISTINCT k) FROM t",
            1,
            SCORED),
        sql(
            "window",
            "SELECT id, max(P(f)[0]) OVER (PARTITION BY k ORDER BY id) FROM t",
            1,
            SCORED),
        sql(
            "window by score",
            "SELECT id, row_number() OVER (PARTITION BY P(f)[0] > 0 ORDER BY P(f)[1], id) FROM t",
            1,
            SCORED));
  }

  private static List<QueryCase> branches() {
    return List.of(
        sql("case", "SELECT id, CASE WHEN id < 50 THEN P(f)[0] END FROM t", 1, FEW),
        sql(
            "case, two branches",
            "SELECT id, CASE WHEN k < 3 THEN P(f)[0] WHEN k < 5 THEN P(f)[1] ELSE 0 END FROM t",
            1,
            ANY),
        sql(
            "case on score",
            "SELECT CASE WHEN P(f)[0] > 0 THEN P(f)[1] ELSE P(f)[2] END FROM t",
            1,
            SCORED),
        sql("operands", "SELECT P(f)[0] + P(d)[0], nullif(P(f)[1], P(d)[1]) FROM t", 2, ANY),
        api(
            "operands of the same features",
            (spark, t) -> spark.sql(t.expand("SELECT P(f)[0] - ") + t.expandDear("P(f)[0] FROM t")),
            1,
            ANY),
        sql(
            "operand after a lambda",
            "SELECT transform(array(f), x -> P(x)[0])[0] + P(d)[0] FROM t",
            1,
            ANY),
        sql("case nested", "SELECT CASE WHEN P(f)[0] > 0 THEN Q(P(f))[1] END FROM t", 2, ANY),
        sql("if", "SELECT id, if(id < 50, P(f), NULL) FROM t", 1, FEW),
        sql(
            "coalesce",
            "SELECT id, coalesce(P(f), P(array(1, 1, 1, 1, 1, 1, 1, 1))) FROM t",
            2,
            ROWS),
        sql("nvl", "SELECT id, nvl(P(f)[0], -1) FROM t", 1, SCORED));
  }

  private static List<QueryCase> joins() {
    return List.of(
        api(
            "self-join",
            (spark, t) -> {
              var scored =
                  spark.table("t").select(col("id"), Nibble.predict(t.model(), col("f")).as("s"));
              return scored.as("a").join(scored.as("b"), "id").select("a.s", "b.s");
            },
            2,
            2L * SCORED),
        sql(
            "join on scores",
            "SELECT a.id, b.id FROM t a JOIN t b ON P(a.f)[0] = P(b.f)[0]",
            2,
            2L * SCORED),
        sql(
            "join on one side",
            "SELECT a.id, b.k FROM t a JOIN t b ON a.id = b.id AND P(a.f)[0] > 0",
            1,
            SCORED),
        sql(
            "left join",
            "SELECT a.id, b.id FROM t a LEFT JOIN t b ON a.id = b.id AND P(b.f)[0] > 0",
            1,
            SCORED),
        sql(
            "scores over a join",
            "SELECT P(a.f), P(b.d) FROM t a JOIN t b ON a.id = b.id",
            1,
            2L * SCORED),
        sql(
            "join on both sides",
            "SELECT a.id, b.id FROM t a JOIN t b ON a.k = b.k AND BOTH",
            1,
            PAIRS),
        sql("comma join", "SELECT a.id, b.id FROM t a, t b WHERE a.k = b.k AND BOTH", 1, PAIRS),
        sql(
            "join on one side and both",
            "SELECT a.id, b.id FROM t a JOIN t b ON a.k = b.k AND BOTH AND P(a.f)[0] > 0",
            2,
            ANY),
        sql(
            "join on nothing else",
            "SELECT a.id, b.id FROM t a JOIN t b ON BOTH WHERE a.id < 9 AND b.id > 220",
            1,
            64),
        sql(
            "left join on both sides",
            "SELECT a.id, b.id FROM t a LEFT JOIN t b ON a.k = b.k AND BOTH",
            0,
            0),
        sql(
            "full join on both sides",
            "SELECT a.id, b.id FROM t a FULL JOIN t b ON a.id = b.id AND BOTH",
            0,
            0),
        sql(
            "semi join on both sides",
            "SELECT id FROM t a SEMI JOIN t b ON a.k = b.k AND BOTH",
            0,
            0),
        sql(
            "anti join on both sides",
            "SELECT id FROM t a ANTI JOIN t b ON a.k = b.k AND BOTH",
            0,
            0));
  }

  private static List<QueryCase> subqueries() {
    return List.of(
        sql(
            "in",
            "SELECT id FROM t WHERE P(f)[0] IN (SELECT P(f)[0] FROM t WHERE id < 50)",
            2,
            SCORED + FEW),
        sql(
            "in, other columns",
            "SELECT id, P(f) FROM t WHERE k IN (SELECT k FROM t WHERE id = 4)",
            1,
            ANY),
        sql(
            "exists",
            "SELECT id FROM t a WHERE EXISTS (SELECT 1 FROM t b WHERE b.id = a.id AND P(b.f)[0] > 0)",
            1,
            SCORED),
        sql(
            "not exists",
            "SELECT id FROM t a WHERE NOT EXISTS (SELECT 1 FROM t b WHERE b.id = a.id AND P(b.f)[0] > 0)",
            1,
            SCORED),
        sql("scalar", "SELECT id, (SELECT max(P(f)[0]) FROM t) m FROM t", 1, SCORED),
        sql(
            "scalar, correlated",
            "SELECT id, (SELECT max(P(b.f)[0]) FROM t b WHERE b.k = a.k) m FROM t a",
            1,
            SCORED),
        sql("score of a scalar", "SELECT P((SELECT max(f) FROM t))", 1, 1));
  }
}
