"""PySpark in the JVM that it starts."""

import subprocess
import sys
import unittest

from paths import DIGITS, EXAMPLE, MODEL, SETTINGS, SQL, submit
from pyspark.ml import PipelineModel
from pyspark.ml.util import JavaMLWritable
from pyspark.ml.wrapper import JavaTransformer
from pyspark.sql import SparkSession
from scoring_cases import ScoringCases


class NibbleModel(JavaTransformer, JavaMLWritable):
    """All that a stage needs in Python; see docs/ml.md."""


class TestClassic(ScoringCases, unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.spark = SparkSession.builder.master("local[2]").config(map=SETTINGS).getOrCreate()
        cls.addClassCleanup(cls.spark.stop)

    def test_unload(self):
        nibble = self.spark._jvm.io.nibble.spark.Nibble
        self.test_call_function()
        self.assertTrue(nibble.unload(MODEL))
        self.assertFalse(nibble.unload("/no/such.nibble"))
        self.test_call_function()

    def test_stage_of_a_pipeline(self):
        java = self.spark._jvm.io.nibble.spark.ml.NibbleModel()
        java = java.setModelPath(MODEL).setFeaturesCol("features").setRawPredictionCol("scores")
        pipeline = PipelineModel([NibbleModel(java)])
        self.assert_scores(pipeline.transform(self.digits))
        saved = str(self.directory / "pipeline")
        pipeline.save(saved)
        loaded = self.spark._jvm.org.apache.spark.ml.PipelineModel.load(saved)
        self.assert_scores(NibbleModel(loaded).transform(self.digits))


class TestPrograms(unittest.TestCase):
    """What a PySpark installation has in bin."""

    def run_program(self, program, *arguments):
        done = subprocess.run(
            submit(program, SETTINGS, *arguments),
            stdout=subprocess.PIPE,
            text=True,
            timeout=300,
            check=True,
        )
        return done.stdout.splitlines()

    def test_example_with_spark_submit(self):
        lines = self.run_program("spark-submit", EXAMPLE, MODEL, DIGITS)
        self.assertIn("right: 589 of 597", lines)

    def test_sql_examples_with_the_spark_sql_shell(self):
        lines = self.run_program(
            "spark-sql",
            *["--conf", "spark.sql.catalogImplementation=in-memory"],
            *["--hivevar", f"model={MODEL}", "--hivevar", f"digits={DIGITS}"],
            *["-f", SQL / "accuracy.sql"],
        )
        counts = [[int(number) for number in line.split("\t")] for line in lines]
        self.assertEqual([label for label, _, _ in counts], list(range(10)))
        self.assertEqual(sum(images for _, images, _ in counts), 597)
        self.assertEqual(sum(right for _, _, right in counts), 589)


if __name__ == "__main__":
    sys.exit(unittest.main())
