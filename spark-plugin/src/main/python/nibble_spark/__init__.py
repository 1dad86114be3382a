"""Nibble for PySpark: its jars, a session that has them, and its SQL functions for columns.

    spark = nibble_spark.configure(SparkSession.builder).getOrCreate()
    table.select("id", nibble_spark.predict("hdfs:///models/ranker.nibble", "features"))
"""

from nibble_spark.functions import classify, predict
from nibble_spark.jars import UnsupportedSparkError, jar
from nibble_spark.session import configure
from nibble_spark.version import __version__

__all__ = ["UnsupportedSparkError", "__version__", "classify", "configure", "jar", "predict"]
