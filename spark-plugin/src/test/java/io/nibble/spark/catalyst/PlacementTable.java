package io.nibble.spark.catalyst;

import static io.nibble.spark.SampleTables.SCORED;
import static io.nibble.spark.catalyst.QueryCase.ANY;
import static io.nibble.spark.catalyst.QueryCase.api;
import static io.nibble.spark.catalyst.QueryCase.sql;
import static io.nibble.spark.catalyst.QueryTable.FEW;
import static org.apache.spark.sql.functions.col;

import io.nibble.spark.Nibble;
import java.util.List;
import java.util.stream.Stream;

/** The part of the {@link QueryTable} that is about where a plan scores, and whether in batches. */
final class PlacementTable {
  private PlacementTable() {}

  static List<QueryCase> all() {
    return Stream.of(outerReferences(), lambdas(), limits(), sorts())
        .flatMap(List::stream)
        .toList();
  }

  private static List<QueryCase> outerReferences() {
    String both = "SELECT 1 FROM t b WHERE b.k = a.k AND ";
    String exists = "EXISTS (" + both + "P(a.f)[0] > b.f[0])";
    return List.of(
        sql("exists, outer", "SELECT id FROM t a WHERE " + exists, 1, SCORED),
        sql("not exists, outer", "SELECT id FROM t a WHERE NOT " + exists, 1, SCORED),
        sql("exists, outer, beside", "SELECT id FROM t a WHERE id < 50 AND " + exists, 1, FEW),
        sql("exists, outer and selected", "SELECT P(f) FROM t a WHERE " + exists, 1, SCORED),
        sql("exists, both", "SELECT id FROM t a WHERE EXISTS (" + both + "BOTH)", 0, 0),
        sql(
            "in, outer",
            "SELECT id FROM t a WHERE k IN (SELECT k FROM t b WHERE b.id = a.id AND P(a.f)[0] > 0)",
            1,
            SCORED),
        sql("lateral", "SELECT id, s FROM t a, LATERAL (SELECT P(a.f)[0] AS s)", 1, SCORED),
        sql(
            "exists in a branch",
            "SELECT id FROM t a WHERE CASE WHEN id < 50 THEN " + exists + " ELSE id < 60 END",
            0,
            0));
  }

  private static List<QueryCase> lambdas() {
    return List.of(
        sql("transform", "SELECT id, transform(array(f, f), x -> P(x)[1]) FROM t", 0, 0),
        sql("filter", "SELECT id, filter(array(1, 2), x -> P(f)[x] > 0) FROM t", 0, 0),
        sql(
            "aggregate",
            "SELECT id, aggregate(array(f), 0F, (sum, x) -> cast(sum + P(x)[0] AS float)) FROM t",
            0,
            0),
        sql("lambda over scores", "SELECT id, transform(P(f), x -> x * 2) FROM t", 1, SCORED),
        sql("try", "SELECT try_multiply(make_interval(1), P(f)[0]) FROM t", 0, 0));
  }

  private static List<QueryCase> limits() {
    return List.of(
        sql("limit", "SELECT P(f) IS NULL FROM t WHERE f IS NOT NULL LIMIT 3", 1, 3),
        sql("limit of scores", "SELECT P(f)[0] > -100 FROM t WHERE P(f)[0] > -100 LIMIT 3", 1, ANY),
        sql("limit inside", "SELECT count(P(f)) FROM (SELECT * FROM t WHERE id < 3 LIMIT 9)", 1, 3),
        sql(
            "scores, then limit",
            "SELECT count(s) FROM (SELECT P(f) s FROM t LIMIT 300)",
            1,
            SCORED),
        sql(
            "limit and offset",
            "SELECT count(s) FROM (SELECT P(f) s FROM t WHERE f IS NOT NULL LIMIT 3 OFFSET 4)",
            1,
            3),
        sql("order by limit", "SELECT id, P(f) FROM t ORDER BY id LIMIT 3", 1, 3),
        sql("order by limit, not selected", "SELECT P(f) FROM t ORDER BY id DESC LIMIT 3", 1, 3),
        sql("order by limit offset", "SELECT id, P(f) FROM t ORDER BY id LIMIT 3 OFFSET 4", 1, 3),
        sql(
            "order by limit, computed",
            "SELECT -id AS n, P(transform(f, x -> -x)) FROM t WHERE id < 99 ORDER BY k, n LIMIT 3",
            1,
            3),
        sql(
            "order by limit, nested calls",
            "SELECT id, Q(P(f)) FROM t WHERE id > 9 ORDER BY id LIMIT 3",
            2,
            6),
        sql(
            "order by limit inside",
            "SELECT a.id, b.s FROM t a JOIN (SELECT id, P(f) s FROM t ORDER BY id LIMIT 3) b"
                + " ON a.id = b.id",
            1,
            3),
        sql(
            "order by limit over a filter of scores",
            "SELECT id, P(f)[1] FROM t WHERE P(f)[0] > 0 ORDER BY id LIMIT 3",
            1,
            SCORED),
        sql("order by scores limit", "SELECT id FROM t ORDER BY P(f)[0], id LIMIT 3", 1, SCORED),
        sql("many", "SELECT id, P(f) FROM t ORDER BY id LIMIT 10001", 1, SCORED));
  }

  private static List<QueryCase> sorts() {
    return List.of(
        sql("order by scores", "SELECT id FROM t ORDER BY P(f)[0], id", 1, 2L * SCORED),
        sql("order by others", "SELECT id, P(f) FROM t ORDER BY id", 1, 2L * SCORED),
        sql(
            "order by after a join",
            "SELECT a.s, b.k FROM (SELECT id, P(f) s FROM t) a JOIN t b ON a.id = b.id ORDER BY a.s, b.id",
            1,
            2L * SCORED),
        api(
            "repartition by range",
            (spark, t) ->
                spark
                    .table("t")
                    .select(col("id"), Nibble.predict(t.model(), col("f")).as("s"))
                    .repartitionByRange(3, col("id")),
            1,
            2L * SCORED));
  }
}
