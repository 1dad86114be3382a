package io.nibble.spark.catalyst;

import static org.assertj.core.api.Assertions.assertThat;

import io.nibble.spark.Nibble;
import io.nibble.spark.Rows;
import io.nibble.spark.SampleTables;
import io.nibble.spark.SparkFixture;
import io.nibble.spark.score.ScoringCounts;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No plan scores more rows than it does with a classic UDF in the place of each call. */
class TestRowsScored {
  private static final String JOINED = "t a JOIN few d ON a.k = d.k";

  @RegisterExtension static final SparkFixture SPARK = SparkFixture.withPlugin();

  private static SampleTables tables;

  @BeforeAll
  static void createTables() throws IOException {
    tables = SampleTables.create(SPARK);
    Nibble.register(SPARK.session(), "classic", tables.model());
    String few = SPARK.directory().resolve("few").toString();
    SPARK.session().sql("SELECT * FROM t WHERE id IN (0, 8, 16, 17)").write().parquet(few);
    SPARK.session().read().parquet(few).createOrReplaceTempView("few");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT a.id, d.k FROM JOINED WHERE P(d.f)[0] > 0",
        "SELECT a.id, P(d.f) FROM JOINED WHERE P(d.f)[0] > 0",
        "SELECT a.id, P(d.f) FROM JOINED AND P(d.f)[0] > 0 WHERE a.id > 9",
        "SELECT a.id FROM JOINED WHERE P(d.f)[0] > 0 AND P(a.f)[1] > 0 AND a.id > 9",
        "SELECT a.id FROM t a, few d WHERE a.k = d.k AND P(transform(d.f, x -> -x))[0] > 0",
        "SELECT a.id FROM t a LEFT JOIN few d ON a.k = d.k WHERE P(d.f)[0] > 0",
        "SELECT a.id FROM few d RIGHT JOIN t a ON a.k = d.k WHERE P(d.f)[0] > 0",
        "SELECT a.id FROM t a FULL JOIN few d ON a.k = d.k WHERE P(a.f)[0] > 0",
        "SELECT d.id, a.id FROM few d LEFT JOIN t a ON a.k = d.k WHERE P(d.f)[0] > 0",
        "SELECT d.id, a.id FROM few d LEFT JOIN t a ON a.k = d.k AND P(d.f)[0] > 0",
        "SELECT a.id, d.id FROM t a LEFT JOIN few d ON a.id = d.id AND P(a.f)[0] > 0",
        "SELECT a.id, d.id FROM t a FULL JOIN few d ON a.id = d.id AND P(a.f)[0] > 0",
        "SELECT a.id, d.id FROM t a LEFT JOIN few d ON a.id < d.id AND P(a.f)[0] > d.f[0]",
        "SELECT a.id FROM JOINED AND P(d.f)[0] > a.f[0]",
        "SELECT a.id FROM t a JOIN few d ON a.id = d.id AND P(a.f)[0] > d.f[0]",
        "SELECT a.id FROM t a JOIN few d ON a.id = d.id WHERE P(a.f)[0] > d.f[0]",
        "SELECT a.id FROM t a JOIN few d ON a.id = d.id AND P(a.f)[0] = P(d.f)[0]",
        "SELECT a.id FROM t a LEFT SEMI JOIN few d ON a.id = d.id AND P(a.f)[0] > 0",
        "SELECT a.id FROM t a LEFT SEMI JOIN few d ON a.id = d.id AND P(a.f)[0] > d.f[1]",
        "SELECT a.id FROM t a LEFT ANTI JOIN few d ON a.id = d.id AND P(d.f)[0] > 0",
        "SELECT x.id, s FROM (SELECT id, P(f) s FROM t) x LEFT SEMI JOIN few d ON x.id = d.id",
        "SELECT x.id, s FROM (SELECT id, k, P(f) s FROM t) x LEFT ANTI JOIN few d ON x.k = d.k",
        "SELECT id, s FROM (SELECT id, P(f) s FROM t) WHERE id IN (SELECT id FROM few)",
        "SELECT id, s FROM (SELECT id, P(f) s FROM t) x"
            + " WHERE EXISTS (SELECT 1 FROM few d WHERE d.id = x.id)",
        "SELECT id FROM t WHERE id < (SELECT max(id) FROM few) AND P(f)[0] > 0",
        "SELECT id, s[0] FROM (SELECT id, P(f) s FROM t) INTERSECT SELECT id, P(f)[0] FROM few",
        "SELECT k FROM (SELECT d.k, d.f, a.id FROM JOINED GROUP BY ALL) WHERE P(f)[0] > 0",
        "SELECT k, count(*) FROM t GROUP BY k, f HAVING P(f)[0] > 0",
        "SELECT id, n FROM (SELECT a.id, d.f, row_number() OVER (PARTITION BY d.f ORDER BY a.id) n"
            + " FROM JOINED) WHERE P(f)[0] > 0",
        "SELECT id FROM (SELECT a.id, d.f FROM JOINED UNION ALL SELECT id, f FROM t)"
            + " WHERE P(f)[0] > 0",
        "SELECT id, s[0] FROM (SELECT a.id, P(d.f) s FROM JOINED) WHERE s[0] > 0 ORDER BY id",
        "SELECT id, e FROM t LATERAL VIEW explode(sequence(1, 5)) AS e WHERE P(f)[0] > 0",
        "SELECT id, e, P(f)[0] FROM t LATERAL VIEW explode(filter(f, x -> x > 2)) AS e",
        "SELECT id, x FROM (SELECT id, f, P(d)[0] x FROM t) WHERE P(f)[0] > 0",
        "SELECT id, x, y FROM (SELECT id, k, P(f)[0] x, P(d)[0] y FROM t) WHERE x > 0.5 AND k > 1",
        "SELECT id, x, y FROM (SELECT id, P(f)[0] x, P(d)[0] y FROM t) WHERE x > 0.3 AND y > 0.3",
        "SELECT v.id FROM (SELECT id, P(f)[1] x FROM t) v, few"
            + " WHERE P((SELECT max(f) FROM few))[0] > 0",
        "SELECT id FROM t WHERE id < 50 OR P(f)[0] > 0",
        "SELECT id, id < 50 AND P(f)[0] > 0, k > 5 OR P(f)[1] > 0 FROM t",
        "SELECT id FROM t WHERE NOT (id < 50 AND P(f)[0] > 0)",
        "SELECT id FROM t WHERE P(f)[0] > 0 AND P(d)[0] > 0",
        "SELECT id FROM t WHERE rand(3) < 0.3 AND P(f)[0] > 0",
        "SELECT id FROM t WHERE k = 1 AND (rand(3) < 0.3 OR P(f)[0] > 0)",
        "SELECT id, P(f)[0] FROM t WHERE P(f)[0] > 0 AND P(f)[1] > 0 AND P(f)[2] > 0",
        "SELECT max(s) FROM (SELECT a.id, P(d.f)[0] s FROM JOINED ORDER BY a.id LIMIT 5)",
        "SELECT count(*) FROM (SELECT a.id, P(d.f)[0] s FROM JOINED)",
        "SELECT id, P(array(1F, 2F, 3F, 4F, 5F, 6F, 7F, 8F))[0] FROM t",
        "SELECT id FROM t WHERE k < 5 AND P(array(1F, 2F, 3F, 4F, 5F, 6F, 7F, 8F))[0] > -9",
        "SELECT id, if(k < 5, P(array(1F, 2F, 3F, 4F, 5F, 6F, 7F, 8F))[0], 0) FROM t",
        "SELECT id, P((SELECT f FROM few WHERE id = 0))[0] FROM t",
        "SELECT a.id, d.id, P(a.f)[0] FROM t a FULL JOIN few d ON a.id = d.id AND P(a.f)[0] > 0",
        "SELECT a.id, d.id, P(a.f)[0] FROM t a FULL JOIN few d"
            + " ON P(a.f)[0] = P(d.f)[0] AND a.id = d.id",
        "SELECT id, P(f)[0], P(if(1 = 1, f, NULL))[1] FROM t",
        "SELECT id FROM t WHERE P(f)[0] > 0 AND P(if(1 = 1, f, NULL))[1] > 0",
        "SELECT id, coalesce(n, P(f)[0]) FROM (SELECT id, f, count(*) OVER (PARTITION BY k) n"
            + " FROM t)",
        "SELECT id FROM t WHERE coalesce(1F, P(f)[0]) > 0",
        "SELECT id FROM few a WHERE EXISTS (SELECT 1 FROM t b WHERE b.k = a.k AND P(a.f)[0] > 0)",
        "SELECT id, NULL AND P(f)[0] > 0, id < 0 AND P(f)[1] > 0 FROM t",
        "SELECT id, f[0] > 0 AND P(d)[0] > 0, f[0] > 0 OR P(i)[0] > 0 FROM t",
        "SELECT id, P(if(k = 1, f, NULL))[0] + P(d)[0], P(i)[0] > P(if(k < 5, d, f))[0] FROM t",
        "SELECT id, if(k = 1, k, NULL) * P(d)[0] - P(f)[1] FROM t",
        "SELECT id, nullif(P(if(k = 1, f, NULL))[0], P(d)[0]) FROM t",
        "SELECT id, max(P(if(k = 1, f, NULL))[0] + P(d)[0]) OVER (PARTITION BY k) FROM t",
        "SELECT id FROM t WHERE P(if(k = 1, f, NULL))[0] < P(d)[0] OR P(i)[0] > 0",
        "SELECT id FROM t WHERE 1 = 0 AND P(f)[0] > 0",
        "SELECT a.id, d.id FROM few a JOIN t d ON a.k = d.k AND P(a.f)[0] > d.f[0]",
        "SELECT a.id, d.id FROM t a JOIN few d ON P(a.f)[0] > d.f[0]"
      })
  void areNoMoreThanWithAUdf(String sql) {
    for (String broadcast : List.of("10m", "-1")) {
      SPARK.session().conf().set("spark.sql.autoBroadcastJoinThreshold", broadcast);
      String query = sql.replace("JOINED", JOINED);
      long before = scored();
      List<String> expected = Rows.sorted(SPARK.session().sql(query.replace("P(", "classic(")));
      long classic = scored();
      assertThat(Rows.sorted(SPARK.session().sql(tables.expand(query)))).isEqualTo(expected);
      assertThat(scored() - classic).isLessThanOrEqualTo(classic - before);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SELECT a.id, d.k FROM JOINED WHERE P(d.f)[0] > 0 | 4",
        "SELECT a.id, P(d.f) FROM JOINED WHERE P(d.f)[0] > 0 | 4",
        "SELECT id, n, v, P(f) FROM (SELECT id, f, k a, id b FROM t) UNPIVOT (v FOR n IN (a, b))"
            + " | 216",
        "SELECT id, n, v FROM (SELECT id, P(f)[0] a, P(f)[1] b FROM t) UNPIVOT (v FOR n IN (a, b))"
            + " | 216",
        "SELECT id, n, v, P(f) FROM (SELECT id, f, if(k = 1, k, NULL) a, NULL b FROM t)"
            + " UNPIVOT (v FOR n IN (a, b)) | 31",
      })
  void areCounted(String sql, long rows) {
    long before = scored();
    SPARK.session().sql(tables.expand(sql.replace("JOINED", JOINED))).collectAsList();
    assertThat(scored() - before).isEqualTo(rows);
  }

  private static long scored() {
    return ScoringCounts.BATCHED.rows() + ScoringCounts.ROW_BY_ROW.rows();
  }
}
