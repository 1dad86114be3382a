"""The wheel nibble-spark in a session that Python starts."""

import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from unittest import mock

import nibble_spark
from nibble_spark import jars
from paths import MODEL, SETTINGS
from pyspark.sql import SparkSession
from scoring_cases import ScoringCases

NIBBLE = Path(sys.executable).with_name("nibble")


class TestSession(ScoringCases, unittest.TestCase):
    """All that sessions do, in one that has nothing of Nibble but what the package brings."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        quiet = {key: value for key, value in SETTINGS.items() if key.startswith("spark.ui")}
        builder = SparkSession.builder.master("local[2]").config(map=quiet)
        cls.spark = nibble_spark.configure(builder).getOrCreate()
        cls.addClassCleanup(cls.spark.stop)


class TestConfigure(unittest.TestCase):
    def test_keeps_what_is_there(self):
        builder = SparkSession.Builder().config("spark.jars", "a.jar").config("spark.plugins", "b.B")
        for _ in range(2):
            options = nibble_spark.configure(builder)._options
            self.assertEqual(options["spark.jars"], f"a.jar,{nibble_spark.jar()}")
            self.assertEqual(options["spark.plugins"], "b.B,io.nibble.spark.NibblePlugin")

    def test_refuses_a_builder_of_a_remote_session(self):
        with mock.patch.dict(os.environ, {"SPARK_REMOTE": "sc://server"}):
            with self.assertRaisesRegex(ValueError, "connects to a server, which has the jar"):
                nibble_spark.configure(SparkSession.Builder())


class TestFunctions(unittest.TestCase):
    def test_wrong_arguments_are_named(self):
        with self.assertRaisesRegex(TypeError, "model is 7, expected its path"):
            nibble_spark.predict(7, "features")
        with self.assertRaisesRegex(TypeError, "there are no features"):
            nibble_spark.classify(MODEL)


class TestJars(unittest.TestCase):
    def test_is_that_of_the_scala_of_a_spark(self):
        for scala in ("2.12", "2.13"):
            home = self.home(f"scala-library-{scala}.18.jar")
            self.assertIn(f"_{scala}-", jars.of_scala(jars.scala_version(home)).name)

    def test_another_scala_is_named(self):
        with self.assertRaisesRegex(
            nibble_spark.UnsupportedSparkError, "built with Scala 2.11, expected 2.12 or 2.13"
        ):
            jars.of_scala(jars.scala_version(self.home("scala-library-2.11.12.jar")))

    def test_what_is_no_spark_is_named(self):
        with self.assertRaisesRegex(nibble_spark.UnsupportedSparkError, "0 versions of scala-library"):
            jars.scala_version(self.home())

    def home(self, *names):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        (Path(directory.name) / "jars").mkdir()
        for name in names:
            (Path(directory.name) / "jars" / name).touch()
        return Path(directory.name)


class TestCommand(unittest.TestCase):
    def nibble(self, *arguments, **environment):
        return subprocess.run(
            [NIBBLE, *arguments],
            env=os.environ | environment,
            capture_output=True,
            text=True,
            timeout=120,
        )

    def test_inspects(self):
        done = self.nibble("inspect", MODEL)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertIn("linear_int4", done.stdout)

    def test_gives_the_exit_code(self):
        done = self.nibble("inspect", "/no/such.nibble")
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("/no/such.nibble", done.stderr)

    def test_a_missing_java_is_named(self):
        done = self.nibble("--version", JAVA_HOME="/no/java")
        self.assertEqual(done.returncode, 1)
        self.assertIn("there is no java in JAVA_HOME=/no/java", done.stderr)


if __name__ == "__main__":
    sys.exit(unittest.main())
