"""What must hold in a session of PySpark, classic or Connect; subclasses provide `spark`."""

import contextlib
import io
import shutil
import tempfile
from pathlib import Path

import nibble_spark
import numpy as np
import pyarrow.parquet as pq
from paths import DIGITS, MODEL, REFERENCE
from pyspark.errors import AnalysisException
from pyspark.sql import functions as F
from pyspark.sql.types import ArrayType, FloatType


def bits(rows):
    """The bits of each row's scores, by id."""
    return {row["id"]: np.array(row["scores"], dtype=np.float32).tobytes() for row in rows}


def plan(query):
    """What explain() prints here, on the side of the client."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        query.explain()
    return printed.getvalue()


def predict(features):
    return F.call_function("nibble_predict", F.lit(MODEL), features)


class ScoringCases:
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Scored by the job `score`: Spark alone, without Python.
        cls.reference = bits(pq.read_table(REFERENCE, columns=["id", "scores"]).to_pylist())
        cls.directory = Path(tempfile.mkdtemp(prefix="nibble-python-"))
        cls.addClassCleanup(shutil.rmtree, cls.directory)

    def setUp(self):
        self.digits = self.spark.read.parquet(DIGITS)

    def assert_scores(self, query):
        self.assertIn("NibblePredict [", plan(query))
        self.assert_rows(query)

    def assert_rows(self, query):
        self.assertEqual(len(self.reference), 597)
        self.assertEqual(bits(query.collect()), self.reference)

    def test_sql(self):
        self.assert_scores(
            self.spark.sql(
                f"SELECT id, nibble_predict('{MODEL}', features) AS scores FROM parquet.`{DIGITS}`"
            )
        )

    def test_sql_with_a_parameter(self):
        self.assert_scores(
            self.spark.sql(
                "SELECT id, nibble_predict(:model, features) AS scores FROM {digits}",
                args={"model": MODEL},
                digits=self.digits,
            )
        )

    def test_call_function(self):
        self.assert_scores(self.digits.select("id", predict("features").alias("scores")))

    def test_functions_of_the_package(self):
        scored = self.digits.select(
            "id",
            nibble_spark.predict(MODEL, F.col("features")).alias("scores"),
            nibble_spark.classify(MODEL, "features").label.alias("label"),
        )
        self.assert_scores(scored)
        for row in scored.collect():
            self.assertEqual(row.label, str(np.argmax(row.scores)))

    def test_expr(self):
        self.assert_scores(
            self.digits.withColumn("scores", F.expr(f"nibble_predict('{MODEL}', features)"))
        )

    def test_separate_columns(self):
        pixels = [F.col("features")[i].alias(f"pixel{i}") for i in range(64)]
        table = self.digits.select("id", F.struct(*pixels).alias("pixels"))
        self.assert_scores(table.select("id", predict("pixels").alias("scores")))

    def test_classify(self):
        top = F.call_function("nibble_classify", F.lit(MODEL), "features")
        query = self.digits.select("id", top.alias("top"))
        self.assertIn("NibblePredict [", plan(query))
        for row in query.collect():
            scores = np.frombuffer(self.reference[row.id], dtype=np.float32)
            self.assertEqual(row.top.label, str(scores.argmax()))
            self.assertEqual(row.top.score, scores.max())

    def test_pandas_there_and_back(self):
        scored = self.digits.select("id", predict("features").alias("scores")).toPandas()
        self.assertEqual(bits(scored.to_dict("records")), self.reference)
        images = self.spark.createDataFrame(self.digits.toPandas())
        self.assert_scores(images.select("id", predict("features").alias("scores")))

    def test_functions_in_python_around_it(self):
        copy = F.udf(lambda xs: xs, ArrayType(FloatType()))
        self.assert_scores(
            self.digits.select("id", copy(predict(copy("features"))).alias("scores"))
        )

    def test_write(self):
        table = str(self.directory / "table")
        self.digits.select("id", predict("features").alias("scores")).write.parquet(table)
        self.assert_rows(self.spark.read.parquet(table))

    def test_stream(self):
        source, sink = self.directory / "source", self.directory / "sink"
        source.mkdir()
        shutil.copy(DIGITS, source)
        images = self.spark.readStream.schema(self.digits.schema).parquet(str(source))
        stream = (
            images.select("id", predict("features").alias("scores"))
            .writeStream.option("checkpointLocation", str(self.directory / "checkpoint"))
            .trigger(availableNow=True)
            .start(str(sink), format="parquet")
        )
        self.assertTrue(stream.awaitTermination(120))
        self.assert_rows(self.spark.read.parquet(str(sink)))

    def test_a_missing_model_is_named(self):
        with self.assertRaisesRegex(
            AnalysisException, r"nibble_predict: model /no/such\.nibble: no such file"
        ) as caught:
            self.spark.sql("SELECT nibble_predict('/no/such.nibble', array(1))").collect()
        error = caught.exception
        # PySpark 3.5 has another name for it.
        condition = getattr(error, "getCondition", None) or error.getErrorClass
        self.assertEqual(condition(), "FAILED_FUNCTION_CALL")

    def test_a_model_that_is_not_constant_is_refused(self):
        model = F.concat(F.lit("model"), "id")
        query = F.call_function("nibble_predict", model, "features")
        with self.assertRaisesRegex(AnalysisException, "expected a constant string"):
            self.digits.select(query).collect()

    def test_a_bad_row_fails_the_query_and_says_why(self):
        with self.assertRaisesRegex(
            Exception, "expected 64 numbers, each finite in float32, found 2 numbers"
        ):
            self.short_of_features().collect()

    def test_bad_rows_are_null_where_the_session_says_so(self):
        self.spark.conf.set("spark.nibble.badRows", "null")
        try:
            rows = self.short_of_features().collect()
        finally:
            self.spark.conf.unset("spark.nibble.badRows")
        self.assertEqual(bits(r for r in rows if r.id != 2)[0], self.reference[0])
        self.assertIsNone(next(r.scores for r in rows if r.id == 2))

    def short_of_features(self):
        features = F.when(F.col("id") == 2, F.slice("features", 1, 2)).otherwise(F.col("features"))
        return self.digits.select("id", predict(features).alias("scores"))
